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
    let name = path.file_name().unwrap_or_default().display().to_string();
    let call = args.ping.as_ref().map(|url| format!("curl -fsS -m 10 --retry 5 {}", quoted(url)));
    let (text, ping) = match args.scheduler {
        Scheduler::Systemd => (
            include_str!("../../schedule/systemd"),
            args.ping
                .as_ref()
                .map(|url| format!("ExecStartPost=/usr/bin/curl -fsS -m 10 --retry 5 {}\n", doubled(url))),
        ),
        Scheduler::Cron => (
            include_str!("../../schedule/cron"),
            // In a crontab a percent sign is the end of the line unless it is escaped.
            call.map(|call| format!(" && {call} >/dev/null").replace('%', "\\%")),
        ),
        Scheduler::Windows => (include_str!("../../schedule/windows"), None),
        Scheduler::Kubernetes => (
            include_str!("../../schedule/kubernetes"),
            call.map(|call| format!(" && {}", call.replace('\'', "''"))),
        ),
        Scheduler::Github => {
            (include_str!("../../schedule/github"), call.map(|call| format!("\n      - run: {call}")))
        }
    };
    let runs = config
        .run
        .folder
        .strip_prefix(args.config.parent().unwrap_or(Path::new("")))
        .unwrap_or(&config.run.folder);
    let shown = |path: &Path| {
        let path = path.display().to_string();
        match args.scheduler {
            Scheduler::Systemd => doubled(&path),
            Scheduler::Cron => quoted(&path).replace('%', "\\%"),
            Scheduler::Windows => escaped(&path),
            Scheduler::Kubernetes | Scheduler::Github => path,
        }
    };
    text.replace("{folder}", &shown(folder))
        .replace("{config}", &shown(path))
        .replace("{program}", &shown(program))
        .replace("{name}", &name)
        .replace("{runs}", &runs.display().to_string())
        .replace("{ping}", &ping.unwrap_or_default())
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
