//! What goes to standard error, and how terminals are treated.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::withhold::withhold;
use blastradius_reports::Options;
use blastradius_reports::sanitize::visible;
use blastradius_reports::style::{ColorChoice, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

fn color(text: &str) -> Result<ColorChoice, String> {
    match text {
        "auto" => Ok(ColorChoice::Auto),
        "always" => Ok(ColorChoice::Always),
        "never" => Ok(ColorChoice::Never),
        _ => Err("it is auto, always or never".to_owned()),
    }
}

/// The flags that every verb has.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Terminal")]
pub(crate) struct Ui {
    /// Say nothing on standard error but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,
    /// Print details after the first screen on a terminal too, and how long each step took
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
    /// When to use colour: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", value_parser = color, default_value = "auto", hide_default_value = true)]
    color: ColorChoice,
    /// Draw no progress bar
    #[arg(long, global = true)]
    no_progress: bool,
}

/// Whether a step is under way that shows how it goes: a step inside of it shows nothing, two bars would draw over each other.
static UNDER_WAY: AtomicBool = AtomicBool::new(false);

/// A progress bar appears only after so long.
const PATIENCE: Duration = Duration::from_secs(2);

impl Ui {
    fn color_on(&self, terminal: bool) -> bool {
        let set = |name| std::env::var(name).ok();
        let (no_color, term) = (set("NO_COLOR"), set("TERM"));
        self.color
            .resolve(terminal, no_color.as_deref(), term.as_deref())
    }

    /// Whether messages on standard error are coloured.
    pub(crate) fn color_errors(&self) -> bool {
        self.color_on(std::io::stderr().is_terminal())
    }

    /// How tables are drawn on standard output.
    pub(crate) fn options(&self) -> Options {
        let terminal = std::io::stdout().is_terminal();
        let color = self.color_on(terminal);
        if terminal {
            // The size that the terminal itself tells is the one that counts.
            let told = || std::env::var("COLUMNS").ok()?.parse().ok();
            let columns = terminal_size::terminal_size()
                .map(|(width, _)| width.0)
                .or_else(told)
                .filter(|columns| *columns > 0)
                .unwrap_or(80);
            Options {
                details: self.verbose,
                ..Options::terminal(columns.into(), color)
            }
        } else {
            Options {
                style: Style::new(color),
                ..Options::default()
            }
        }
    }

    /// A line for people. Names in it are made visible.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            say(text);
        }
    }

    /// What went wrong. Also said when quiet.
    pub(crate) fn error(&self, text: &str) {
        say(text);
    }

    /// A line for people who want to know more.
    pub(crate) fn detail(&self, text: &str) {
        if self.verbose {
            say(text);
        }
    }

    /// Does a step of the work. After two seconds a terminal shows that it is under way.
    pub(crate) fn step<T>(&self, what: &str, work: impl FnOnce(&ProgressBar) -> T) -> T {
        let started = Instant::now();
        let draws = !self.no_progress
            && !self.quiet
            && std::io::stderr().is_terminal()
            && !UNDER_WAY.swap(true, Ordering::Relaxed);
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(what.to_owned());
        let (done, wait) = std::sync::mpsc::channel::<()>();
        let result = std::thread::scope(|scope| {
            if draws {
                let bar = bar.clone();
                scope.spawn(move || {
                    // The sender is dropped when the work is done.
                    if wait.recv_timeout(PATIENCE)
                        == Err(std::sync::mpsc::RecvTimeoutError::Timeout)
                    {
                        // Some work cannot say how much it is.
                        let template = match bar.length() {
                            Some(_) => "{spinner} {msg} {pos}/{len}",
                            None => "{spinner} {msg}",
                        };
                        if let Ok(style) = ProgressStyle::with_template(template) {
                            bar.set_style(style);
                        }
                        bar.set_draw_target(ProgressDrawTarget::stderr());
                        bar.enable_steady_tick(Duration::from_millis(120));
                    }
                });
            }
            let result = work(&bar);
            drop(done);
            result
        });
        bar.finish_and_clear();
        if draws {
            UNDER_WAY.store(false, Ordering::Relaxed);
        }
        self.detail(&format!("{what}: {:.1} s", started.elapsed().as_secs_f64()));
        result
    }
}

/// Writes lines to standard error. If that is closed there is nobody to tell.
fn say(text: &str) {
    for line in withhold(text.trim_end()).split('\n') {
        let _ = writeln!(std::io::stderr(), "{}", visible(line));
    }
}
