//! Runs a program and tells what it cost: wall time, CPU time, peak memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run cost.
#[derive(Clone, Copy)]
pub struct Cost {
    pub wall: Duration,
    /// User and system time.
    pub cpu: Duration,
    /// The most memory that was resident at once, in bytes. Never below this process's own, from
    /// which the program was started.
    pub memory: u64,
}

/// Runs a program that has to succeed; what it prints is thrown away.
pub fn run(command: &mut Command) -> Cost {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    #[expect(clippy::zombie_processes, reason = "it is waited for below")]
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let pid = libc::pid_t::try_from(child.id()).unwrap();
    let mut status = 0;
    // SAFETY: a rusage of zeros is valid, and both pointers outlive the call.
    #[expect(unsafe_code, reason = "the standard library tells no resources of a child")]
    let (waited, usage) = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        (libc::wait4(pid, &raw mut status, 0, &raw mut usage), usage)
    };
    let wall = start.elapsed();
    assert!(waited == pid && status == 0, "{command:?} failed with status {status:#x}");
    Cost {
        wall,
        cpu: duration(usage.ru_utime) + duration(usage.ru_stime),
        memory: u64::try_from(usage.ru_maxrss).unwrap() * 1024,
    }
}

fn duration(time: libc::timeval) -> Duration {
    Duration::from_secs(time.tv_sec.try_into().unwrap())
        + Duration::from_micros(time.tv_usec.try_into().unwrap())
}

/// The cost in the middle: the median of each measure by itself; of memory the most.
pub fn median(costs: &[Cost]) -> Cost {
    let middle = |measure: fn(&Cost) -> Duration| {
        let mut sorted: Vec<Duration> = costs.iter().map(measure).collect();
        sorted.sort();
        sorted[sorted.len() / 2]
    };
    let memory = costs.iter().map(|cost| cost.memory).max().unwrap();
    Cost { wall: middle(|cost| cost.wall), cpu: middle(|cost| cost.cpu), memory }
}

/// `12.3 ms`.
pub fn milliseconds(duration: Duration) -> String {
    format!("{:.1} ms", duration.as_secs_f64() * 1000.0)
}

/// The number after the program's name, which cargo's own flags surround.
pub fn number(default: usize) -> usize {
    std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(default)
}
