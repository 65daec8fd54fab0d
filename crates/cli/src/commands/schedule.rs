//! `schedule print`: ready-made units that run the job every month. They call the program and, where asked for,
//! an address; the program itself never uses the network.

use std::path::{Path, PathBuf};

use crate::args::{Schedule, SchedulePrint, Scheduler};
use crate::config::Config;
use crate::output::say;
use crate::{End, Error};

pub(crate) fn run(command: &Schedule) -> Result<End, Error> {
    let Schedule::Print(args) = command;
    let config = Config::read(&args.config)?;
    let absolute = |path: &Path| {
        std::path::absolute(path)
            .map_err(|error| Error::Usage(format!("{} has no absolute path: {error}", path.display())))
    };
    let path = absolute(&args.config)?;
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("evenfolio"));
    say(unit(args, &config, &path, &program).trim_end())?;
    Ok(End::Done)
}

fn unit(args: &SchedulePrint, config: &Config, path: &Path, program: &Path) -> String {
    let folder = path.parent().unwrap_or(Path::new("/"));
    let runs = std::path::absolute(&config.run.folder).unwrap_or_else(|_| config.run.folder.clone());
    let text = |path: &Path| path.display().to_string();
    let call = args.ping.as_ref().map(|url| format!("curl -fsS -m 10 --retry 5 {}", quoted(url)));
    let ping = |before: &str, after: &str| {
        call.as_ref().map_or(String::new(), |call| format!("{before}{call}{after}"))
    };
    // Done is done, with findings or without.
    let done = " || [ $? -eq 1 ]";
    match args.scheduler {
        Scheduler::Systemd => {
            // A folder that is not there yet cannot be written below; the one above it can.
            let outside =
                runs.ancestors().find(|above| above.exists()).filter(|above| !above.starts_with(folder));
            let writes: Vec<_> =
                std::iter::once(folder).chain(outside).map(|path| doubled(&text(path))).collect();
            let url = args.ping.as_ref().map(|url| doubled(url));
            let ping = url.map_or(String::new(), |url| {
                format!("ExecStartPost=/usr/bin/curl -fsS -m 10 --retry 5 {url}\n")
            });
            include_str!("../../schedule/systemd")
                .replace("{program}", &doubled(&text(program)))
                .replace("{config}", &doubled(&text(path)))
                .replace("{writes}", &writes.join(" "))
                .replace("{ping}", &ping)
        }
        Scheduler::Cron => {
            // In a crontab a percent sign is the end of the line unless it is escaped.
            let escaped = |text: String| text.replace('%', "\\%");
            include_str!("../../schedule/cron")
                .replace("{program}", &escaped(quoted(&text(program))))
                .replace("{config}", &escaped(quoted(&text(path))))
                .replace("{ping}", &escaped(ping(&format!("{done} && "), " >/dev/null")))
        }
        Scheduler::Windows => {
            let run = format!("run --config \"{}\" --quiet --no-progress", text(path));
            let exec = |command: &str, arguments: &str| {
                format!(
                    "<Command>{}</Command>\n      <Arguments>{}</Arguments>",
                    escaped(command),
                    escaped(arguments)
                )
            };
            let line = match &args.ping {
                None => exec(&text(program), &run),
                Some(url) => exec(
                    "cmd.exe",
                    &format!(
                        "/d /s /c \"\"{}\" {run} & if not errorlevel 2 curl.exe -fsS -m 10 --retry 5 \"{}\"\"",
                        text(program),
                        url
                    ),
                ),
            };
            include_str!("../../schedule/windows")
                .replace("{line}", &line)
                .replace("{folder}", &escaped(&text(folder)))
        }
        Scheduler::Kubernetes => {
            let line = format!(
                "/usr/local/bin/evenfolio run --config {} --no-progress --log-format json{done}{}",
                quoted(&text(path)),
                ping(" && ", "")
            );
            include_str!("../../schedule/kubernetes")
                .replace("{line}", &in_yaml(&line))
                .replace("{folder}", &in_yaml(&text(folder)))
        }
        Scheduler::Github => {
            let top = folder.ancestors().find(|folder| folder.join(".git").exists()).unwrap_or(folder);
            let below = |path: &Path| path.strip_prefix(top).unwrap_or(path).display().to_string();
            include_str!("../../schedule/github")
                .replace("{name}", &quoted(&below(path)))
                .replace("{runs}", &in_yaml(&below(&runs)))
                .replace(
                    "{ping}",
                    &call.map_or(String::new(), |call| format!("\n      - run: {}", in_yaml(&call))),
                )
        }
    }
}

/// As a value of YAML, which JSON is.
fn in_yaml(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// For a shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:=@,".contains(c);
    if text.chars().all(plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', "'\\''")) }
}

/// For a unit of systemd, where a percent sign begins a specifier.
fn doubled(text: &str) -> String {
    let text = text.replace('%', "%%");
    if text.contains(' ') { format!("\"{text}\"") } else { text }
}

/// For XML.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
