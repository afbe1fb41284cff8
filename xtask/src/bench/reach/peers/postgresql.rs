//! PostgreSQL, with a recursive query for each source, through `psql` and as its environment says.
//!
//! The server must run on this machine: what it takes is read from its process.

use std::io::{BufWriter, Write};
use std::process::{Command, Stdio};

use blastradius_graph::csr::Csr;

use super::super::graphgen::Generated;
use super::{Absent, Took};

/// The clock of `/proc` goes so many times a second on Linux, whatever the kernel is built for.
const TICKS: f64 = 100.0;

/// Asks about every `step`th source. The edges are in a table of the session, which goes with it.
pub(super) fn ask(generated: &Generated, step: usize) -> Result<Took, Absent> {
    let probe = Command::new("psql")
        .args(["-X", "-q", "-c", "select 1"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        return Err(Absent::Install(
            "install postgresql, start a server on this machine, and say with `PGHOST`, `PGUSER` and `PGDATABASE` where `psql` finds it"
                .to_owned(),
        ));
    }
    let failed = |error: std::io::Error| Absent::Failed(error.to_string());
    let mut child = Command::new("psql")
        .args(["-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    if let Some(input) = child.stdin.take() {
        // Where the other end stops listening it says why.
        drop(write(&mut BufWriter::new(input), generated, step));
    }
    let output = child.wait_with_output().map_err(failed)?;
    let text = String::from_utf8_lossy(&output.stdout);
    let mut ticks = Vec::new();
    let mut pairs = 0u64;
    for line in text.lines() {
        match line.rsplit_once(')') {
            Some((_, stat)) => ticks.push(spent(stat)),
            None => pairs += line.trim().parse::<u64>().unwrap_or(0),
        }
    }
    match (ticks.as_slice(), output.status.success()) {
        ([Some(before), Some(after)], true) => Ok(Took {
            seconds: (after - before) as f64 / TICKS,
            pairs,
        }),
        _ => {
            let said = String::from_utf8_lossy(&output.stderr);
            let last = said.lines().last().map(str::to_owned);
            Err(Absent::Failed(last.unwrap_or_else(|| {
                "its server does not run on this machine".to_owned()
            })))
        }
    }
}

/// Ticks of user and system time, of what `/proc/PID/stat` says behind the name.
fn spent(stat: &str) -> Option<u64> {
    let mut fields = stat.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    Some(user + system)
}

fn write(to: &mut impl Write, generated: &Generated, step: usize) -> std::io::Result<()> {
    let graph: &Csr = &generated.graph;
    // Only this process works, so that its time is all of it.
    writeln!(
        to,
        "set max_parallel_workers_per_gather = 0; set jit = off;"
    )?;
    writeln!(to, "set work_mem = '256MB';")?;
    writeln!(to, "create temporary table hop (tail int, head int);")?;
    writeln!(to, "create temporary table target (vertex int);")?;
    writeln!(to, "copy hop from stdin;")?;
    for tail in 0..graph.vertices() {
        for head in graph.row(tail) {
            writeln!(to, "{tail}\t{head}")?;
        }
    }
    writeln!(to, "\\.\ncopy target from stdin;")?;
    for (vertex, class) in generated.question.class.iter().enumerate() {
        if usize::from(*class) < generated.question.classes {
            writeln!(to, "{vertex}")?;
        }
    }
    writeln!(to, "\\.\ncreate index on hop (tail, head);")?;
    writeln!(to, "create index on target (vertex);")?;
    writeln!(to, "analyze hop; analyze target;")?;
    writeln!(to, "select pg_backend_pid() as pid \\gset")?;
    writeln!(to, "\\setenv PID :pid")?;
    writeln!(to, "\\! cat /proc/$PID/stat")?;
    for source in generated.question.sources.iter().step_by(step) {
        writeln!(
            to,
            "with recursive reached (vertex) as (select {source} union select head from hop join reached on tail = vertex) \
             select count(*) from reached join target using (vertex);"
        )?;
    }
    writeln!(to, "\\! cat /proc/$PID/stat")
}
