//! The only unsafe code: what a child process does to itself between fork and exec. Both hooks make
//! system calls only, which is all that is allowed there.

#![expect(unsafe_code, reason = "CommandExt::pre_exec has no safe form")]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// The child gets a session of its own: it outlives the terminal that started it.
pub fn detach(command: &mut Command) {
    let hook = || {
        rustix::process::setsid()?;
        Ok(())
    };
    // SAFETY: the hook makes one system call; it allocates nothing and takes no lock.
    unsafe { command.pre_exec(hook) };
}

/// The child is shut down at once (SIGQUIT) when the thread that spawns it ends, however it ends.
///
/// The kernel ties it to the *thread*, so spawn from one that lives as long as the child should. The
/// hook runs after the change of user, which would clear the signal. Elsewhere than on Linux nothing
/// happens here and the next start sweeps up what was left.
pub fn die_with_parent(command: &mut Command) {
    #[cfg(target_os = "linux")]
    {
        let parent = rustix::process::getpid();
        let hook = move || {
            rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::QUIT))?;
            // The parent may have ended before the call above, which then would never fire.
            if rustix::process::getppid() != Some(parent) {
                return Err(std::io::ErrorKind::BrokenPipe.into());
            }
            Ok(())
        };
        // SAFETY: the hook makes two system calls; it allocates nothing and takes no lock.
        unsafe { command.pre_exec(hook) };
    }
    #[cfg(not(target_os = "linux"))]
    let _ = command;
}
