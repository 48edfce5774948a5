//! Starts one `postgres` process over a data folder, waits until it answers, and stops it. Runs
//! `postgres` itself, never `pg_ctl`, so that the process is ours to watch.

use std::env;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};

use super::identity::Identity;
use super::{ServerError, spawn};

/// How long a server may take to answer; crash recovery is the slow case.
pub const START_LIMIT: Duration = Duration::from_mins(1);
/// How long a server may take to end before a harder signal is sent.
const STOP_LIMIT: Duration = Duration::from_secs(20);
/// How long the processes of a killed server may take to notice.
const CRASH_LIMIT: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(10);

/// The environment that a PostgreSQL program gets; any other variable could change what it does.
const ENVIRONMENT: [&str; 3] = ["PATH", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// A server that is to be started.
#[derive(Debug)]
pub struct Launch<'a> {
    pub postgres: &'a Path,
    pub identity: &'a Identity,
    pub data: &'a Path,
    /// The socket that tells when the server is ready.
    pub socket: &'a Path,
    pub settings: &'a [(&'a str, String)],
    pub log: &'a Path,
    pub lifetime: Lifetime,
}

/// How long a started server lives.
#[derive(Clone, Copy, Debug)]
pub enum Lifetime {
    /// As long as the thread that starts it, at most.
    OfStarter,
    /// Until it is stopped.
    OfItsOwn,
}

/// What is behind a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Nobody,
    Starting,
    Ready,
}

/// A program of PostgreSQL, run as `identity`, with an environment and a current folder that hold
/// no surprises.
pub fn program(path: &Path, identity: &Identity) -> Command {
    let mut command = Command::new(path);
    command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
    for name in ENVIRONMENT {
        if let Some(value) = env::var_os(name) {
            command.env(name, value);
        }
    }
    identity.apply(&mut command);
    command
}

/// Starts the server and returns when it takes connections. A server that ends first, or stays
/// silent, is an error that shows the end of its log.
pub fn start(launch: &Launch) -> Result<Child, ServerError> {
    let crashed = pid_file(launch.data).exists();
    let since = Instant::now();
    loop {
        match start_once(launch) {
            // After a kill -9 the sessions' processes hold on to the data for a moment.
            Err(ServerError::Start { .. }) if crashed && since.elapsed() < CRASH_LIMIT => {
                thread::sleep(Duration::from_millis(200));
            }
            outcome => return outcome,
        }
    }
}

fn start_once(launch: &Launch) -> Result<Child, ServerError> {
    let log = File::create(launch.log).map_err(ServerError::io("write", launch.log))?;
    let second = log.try_clone().map_err(ServerError::io("write", launch.log))?;
    let mut command = program(launch.postgres, launch.identity);
    command.arg("-D").arg(launch.data).stdout(log).stderr(second);
    for (name, value) in launch.settings {
        command.arg("-c").arg(format!("{name}={value}"));
    }
    match launch.lifetime {
        Lifetime::OfStarter => spawn::die_with_parent(&mut command),
        Lifetime::OfItsOwn => spawn::detach(&mut command),
    }
    let mut child = command.spawn().map_err(ServerError::io("run", launch.postgres))?;
    let outcome = wait_until_ready(&mut child, launch);
    if outcome.is_err() {
        end(&mut child);
    }
    outcome.map(|()| child)
}

fn wait_until_ready(child: &mut Child, launch: &Launch) -> Result<(), ServerError> {
    let since = Instant::now();
    loop {
        // Its own end is looked at first: another server might answer on the socket.
        if child.try_wait().map_err(ServerError::io("wait for", launch.postgres))?.is_some() {
            return Err(ServerError::Start { log: launch.log.to_path_buf(), tail: tail(launch.log) });
        }
        if ask(launch.socket) == Answer::Ready {
            return Ok(());
        }
        if since.elapsed() > START_LIMIT {
            return Err(ServerError::Silent {
                seconds: START_LIMIT.as_secs(),
                log: launch.log.to_path_buf(),
            });
        }
        thread::sleep(POLL);
    }
}

/// Ends a server that this process started, now, without the care that data worth keeping needs.
pub fn end(child: &mut Child) {
    for signal in [Signal::QUIT, Signal::KILL] {
        // It may be gone already: then there is nothing to signal.
        let _ = kill_process(Pid::from_child(child), signal);
        let since = Instant::now();
        while since.elapsed() < Duration::from_secs(5) {
            if !matches!(child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(POLL);
        }
    }
}

/// How a server is told to stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shutdown {
    /// Sessions are ended, everything is written.
    Fast,
    /// Nothing is written; the data is recovered at the next start, or thrown away.
    Immediate,
}

/// Stops a server that may be another process's child and returns when it is gone.
pub fn stop(pid: u32, data: &Path, shutdown: Shutdown) -> Result<(), ServerError> {
    let will_not_stop = || ServerError::WillNotStop { pid, data: data.to_path_buf() };
    let process = i32::try_from(pid).ok().and_then(Pid::from_raw).ok_or_else(will_not_stop)?;
    let signals: &[Signal] = match shutdown {
        Shutdown::Fast => &[Signal::INT, Signal::QUIT],
        Shutdown::Immediate => &[Signal::QUIT],
    };
    for signal in signals {
        match kill_process(process, *signal) {
            Ok(()) => {}
            Err(Errno::SRCH) => return Ok(()),
            Err(error) => return Err(ServerError::io("signal the server of", data)(error.into())),
        }
        let since = Instant::now();
        while since.elapsed() < STOP_LIMIT {
            // The file goes before the process does, and with the process its port.
            if pid_of(data) != Some(pid) && !runs(process) {
                return Ok(());
            }
            thread::sleep(POLL);
        }
    }
    Err(will_not_stop())
}

/// Whether a process runs. One that ended, and whose parent does not care, stays in the process
/// table of many a container and does not.
fn runs(process: Pid) -> bool {
    let ended =
        |facts: String| facts.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'));
    let zombie = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).is_ok_and(ended);
    !zombie && test_kill_process(process) != Err(Errno::SRCH)
}

/// The process that a data folder says serves it; it may be long gone.
pub fn pid_of(data: &Path) -> Option<u32> {
    fs::read_to_string(pid_file(data)).ok()?.lines().next()?.trim().parse().ok()
}

pub fn pid_file(data: &Path) -> PathBuf {
    data.join("postmaster.pid")
}

/// Sends a startup packet and looks at the answer.
pub fn ask(socket: &Path) -> Answer {
    let Ok(stream) = UnixStream::connect(socket) else { return Answer::Nobody };
    talk(stream).unwrap_or(Answer::Starting)
}

fn talk(mut stream: UnixStream) -> std::io::Result<Answer> {
    const PARAMETERS: &[u8] = b"user\0postgres\0database\0postgres\0\0";
    const PROTOCOL: u32 = 3 << 16;
    const CANNOT_CONNECT_NOW: &[u8] = b"C57P03\0";
    let length = u32::try_from(PARAMETERS.len() + 8).map_err(std::io::Error::other)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    stream.write_all(&[&length.to_be_bytes(), &PROTOCOL.to_be_bytes(), PARAMETERS].concat())?;
    let mut answer = [0; 512];
    let read = stream.read(&mut answer)?;
    Ok(match answer[..read].first() {
        None => Answer::Starting,
        Some(b'E') if answer.windows(CANNOT_CONNECT_NOW.len()).any(|part| part == CANNOT_CONNECT_NOW) => {
            Answer::Starting
        }
        // Any other answer, a refusal too, comes from a server that has started.
        Some(_) => Answer::Ready,
    })
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(12)..]
        .iter()
        .map(|line| format!("  {line}"))
        .collect::<Vec<_>>()
        .join("\n")
}
