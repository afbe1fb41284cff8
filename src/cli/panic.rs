//! A bug must not print what the program was working on: a panic message may hold a value.

use std::io::Write as _;

/// From now on a panic says where it happened and nothing of what it was about.
pub(crate) fn install() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|at| format!(" at {}:{}:{}", at.file(), at.line(), at.column()))
            .unwrap_or_default();
        let version = env!("CARGO_PKG_VERSION");
        // Nobody is left to tell if even this fails.
        let _ = writeln!(
            std::io::stderr(),
            "blastradius {version} has a bug{place}\n  help: report this line; what it was working on is left out on purpose"
        );
    }));
}
