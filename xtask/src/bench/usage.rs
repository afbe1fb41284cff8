//! What a process used, as Linux tells. Elsewhere the figures are zero.

/// The most memory that the process had so far, in MiB.
pub(crate) fn peak() -> u64 {
    kibibytes("VmHWM:") / 1024
}

/// The memory that the process has, in MiB.
pub(crate) fn resident() -> u64 {
    kibibytes("VmRSS:") / 1024
}

fn kibibytes(field: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(field));
    let number = line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok());
    number.unwrap_or(0)
}

/// The time that the process spent on processors so far, in seconds, at the hundred ticks a second of Linux.
pub(crate) fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let ticks = fields.split_whitespace().skip(11).take(2);
    let ticks = ticks.filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}
