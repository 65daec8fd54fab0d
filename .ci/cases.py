#!/usr/bin/env python3
"""Holds every hostile case to what its manifest says must happen.

    cases.py PROGRAM ROWS CASES FUZZFOUND

PROGRAM is the program, ROWS the importer's example `rows`, CASES what `cases/make` wrote. Each file is checked
twice. By the reader (ROWS): its tables, cell by cell, for the manifests speak of cells and rows, and most files
have no header that a register has. By the program (`check --json --rows`): it ends with status 0 or 1, prints
its object, every ledger adds up, within 512 MiB and 60 s with all its processes.

What must hold is in cases.tsv, one line for a file or a pattern, written from the manifests' words:
  rows=N            the reader's first table has N rows that are not blank
  cell R,C=TEXT     the cell in the row numbered R, column C from 1 (JSON escapes; `~` stands for a blank)
  says CODE WORDS   a finding of that code whose sentence holds the words
  refuses           the reader has no table with rows, and a finding says why
  table             there is a table, and no finding refuses the file
  quiet             no finding at all from opening it
  not TEXT          no cell holds the text
Several are joined by ` & `, choices by ` || `. Where a manifest says "quarantined", a row that is kept in its
columns with a finding is as good; exit statuses are those of the program (1: done, with findings).
"""

import fnmatch, json, os, pathlib, re, resource, subprocess, sys, threading, time

MEMORY, SECONDS = 512 << 20, 60


def unescape(text):
    text = re.sub(r"\\u\{([0-9a-f]+)\}", lambda m: chr(int(m[1], 16)), text)
    return text


def debug_list(text):
    """A list of strings as Rust prints it."""
    found = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    simple = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", '"': '"', "\\": "\\", "'": "'"}
    step = lambda m: chr(int(m[2], 16)) if m[2] else simple[m[1]]
    return [re.sub(r"\\(?:u\{([0-9a-f]+)\}|(.))", lambda m: chr(int(m[1], 16)) if m[1] else simple[m[2]], t) for t in found]


def descendants(pid):
    try:
        children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    except OSError:
        return []
    return [int(c) for c in children] + [d for c in children for d in descendants(int(c))]


def peak(pid, seen):
    """The sum of the peaks of the process and the processes that it started."""
    for one in [pid, *descendants(pid)]:
        try:
            line = next(l for l in open(f"/proc/{one}/status") if l.startswith("VmHWM"))
            seen[one] = max(seen.get(one, 0), int(line.split()[1]) << 10)
        except (OSError, StopIteration):
            pass


def run(command):
    """Output, status, seconds and peak memory of a command."""
    begun = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    seen, done = {}, threading.Event()

    def watch():
        while not done.wait(0.005):
            peak(process.pid, seen)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        out, err = process.communicate(timeout=SECONDS + 30)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
    done.set()
    watcher.join()
    return out.decode("utf-8", "replace"), err.decode("utf-8", "replace"), process.returncode, time.monotonic() - begun, sum(seen.values())


class Read:
    """What the reader made of a file."""

    def __init__(self, text):
        self.findings, self.tables = [], []
        for line in text.splitlines()[1:]:
            if match := re.match(r"  ([A-Z]\d{3}) (.*)", line):
                self.findings.append((match[1], match[2]))
            elif match := re.match(r"    (\d+)[h!]* (\[.*)", line):
                self.tables[-1][int(match[1])] = debug_list(match[2])
            elif match := re.match(r"    = (\d+) rows", line):
                self.counts.append(int(match[1]))
            elif line.startswith("  "):
                self.tables.append({})
                self.counts = getattr(self, "counts", [])

    def holds(self, claim):
        word, _, rest = claim.partition(" ")
        if word.startswith("rows="):
            return len([r for r in self.tables[0].values() if any(c.strip() for c in r)]) == int(word[5:]) if self.tables else False
        if word == "count":
            return bool(self.tables) and self.counts[0] == int(rest)
        if word == "cell":
            place, _, wanted = rest.partition("=")
            row, column = (int(n) for n in place.split(","))
            wanted = "" if wanted == "~" else json.loads(f'"{wanted}"')
            cells = self.tables[0].get(row, []) if self.tables else []
            return bool(self.tables) and (cells[column - 1] if column <= len(cells) else "") == wanted
        if word == "says":
            code, _, words = rest.partition(" ")
            return any(c == code and words.lower() in s.lower() for c, s in self.findings)
        if word == "refuses":
            return bool(self.findings) and not any(self.tables)
        if word == "table":
            return any(self.tables) and not {c for c, _ in self.findings} & {"F003", "F005", "F006", "F012"}
        if word == "quiet":
            return not self.findings
        if word == "not":
            return not any(rest in c for t in self.tables for r in t.values() for c in r)
        raise ValueError(claim)


def expectations():
    rules = []
    for line in (pathlib.Path(__file__).parent / "cases.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern, wanted = line.split("\t")
            rules.append((pattern, wanted))
    return rules


def main():
    program, rows, cases, found = sys.argv[1:5]
    files = []
    for part in ["csv", "xlsx", "ods"]:
        files += [(cases, *line) for line in json.load(open(f"{cases}/manifest_{part}.json"))]
    files += [(os.path.dirname(found), *line) for line in json.load(open(f"{os.path.dirname(found)}/manifest_fuzzfound.json"))]
    rules, wrong, worst = expectations(), [], {"MiB": (0, ""), "s": (0, "")}
    for root, path, what, must in files:
        full = f"{root}/{path}"
        wanted = next((w for p, w in rules if fnmatch.fnmatchcase(path, p)), None)
        faults = []
        if wanted is None:
            faults.append("no expectation is written for it")
        else:
            out, err, status, _, _ = run([rows, "--worker", "--rows", "60", full])
            read = Read(out)
            if status != 0:
                faults.append(f"the reader ended with status {status}: {err[-200:]}")
            if not any(all(read.holds(c) for c in choice.split(" & ")) for choice in wanted.split(" || ")):
                faults.append(f"wanted {wanted}; got {out[:600]!r}")
        out, err, status, seconds, memory = run([program, "check", "--json", "--rows", "--no-progress", full])
        if status not in (0, 1) or "panicked" in err:
            faults.append(f"status {status}: {err[-300:]}")
        else:
            report = json.loads(out)
            for source in report["sources"]:
                fates = source["rows"]
                if fates["read"] != sum(n for fate, n in fates.items() if fate != "read"):
                    faults.append(f"the ledger does not add up: {fates}")
            if not report["sources"] and not any(f.get("severity") == "error" for f in report["listed"]):
                faults.append("nothing was read, and no error says so")
        if memory > MEMORY or seconds > SECONDS:
            faults.append(f"took {memory >> 20} MiB and {seconds:.1f} s")
        worst["MiB"] = max(worst["MiB"], (round(memory / 2**20), path))
        worst["s"] = max(worst["s"], (round(seconds, 2), path))
        wrong += [(path, what, must, fault) for fault in faults]
    for path, what, must, fault in wrong:
        print(f"WRONG {path} ({what}): must be: {must}\n      {fault}")
    print(f"{len(files)} files held to their manifests, {len({w[0] for w in wrong})} wrong; most memory {worst['MiB'][0]} MiB ({worst['MiB'][1]}), longest {worst['s'][0]} s ({worst['s'][1]})")
    sys.exit(bool(wrong))


main()
