//! Ctrl-C: what is half-written is removed, then the process ends as the system would have ended it.

/// From now on SIGINT and SIGTERM leave nothing half-written.
#[cfg(unix)]
pub(crate) fn install() {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    // What was started so as not to be interrupted stays so: `nohup`, a job of a script.
    let wanted = [SIGINT, SIGTERM].into_iter().filter(|it| !ignored(*it));
    // Without them a signal ends the process all the same.
    let Ok(mut signals) = Signals::new(wanted) else {
        return;
    };
    std::thread::spawn(move || {
        for signal in signals.forever() {
            let _stopped = blastradius_collectors::unfinished::remove();
            // It does not come back for these signals.
            let _ = emulate_default_handler(signal);
        }
    });
}

/// Whether this process was told to ignore a signal, as Linux tells; elsewhere it was not.
#[cfg(unix)]
fn ignored(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|it| it.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|it| u64::from_str_radix(it.trim(), 16).ok());
    mask.is_some_and(|mask| mask & 1_u64.wrapping_shl(signal.unsigned_abs().wrapping_sub(1)) != 0)
}

/// The system ends the process.
#[cfg(not(unix))]
pub(crate) fn install() {}
