//! `permissions`: what the collector needs, and how to do without it.

use blastradius_collectors::aws::SERVICES;
use std::fs;
use std::path::{Path, PathBuf};

use blastradius_collectors::permissions::{
    ManagedPolicy, aws_policies, aws_policy, aws_policy_beside, aws_script,
};
use blastradius_reports::sanitize::visible;

use super::exit::Exit;
use super::failure::Failure;
use super::output::print;
use super::ui::Ui;

/// Print the least policy that the collector needs, or a script that does its work with the plain AWS CLI
///
/// The policy is larger than the 6,144 characters that IAM allows in one managed policy: `--split` writes it as several, to
/// attach all to one role. Where an auditor has a policy that AWS manages, `--beside` prints what that one lacks. To collect a
/// whole organisation, the caller also needs `sts:AssumeRole` on the role in each account.
#[derive(Debug, clap::Args)]
pub(crate) struct Permissions {
    /// The provider
    #[arg(value_enum, value_name = "PROVIDER")]
    provider: Provider,
    /// Print a shell script that fills a folder for `import aws-cli`, for places where this program may not run
    #[arg(long, conflicts_with_all = ["split", "beside"])]
    script: bool,
    /// Write the policy as files in this folder, each of which fits in a managed policy, and print their names
    #[arg(long, value_name = "FOLDER", conflicts_with = "beside")]
    split: Option<PathBuf>,
    /// Print only what a policy that AWS manages lacks
    #[arg(long, value_enum, value_name = "POLICY")]
    beside: Option<Managed>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Managed {
    #[value(name = "SecurityAudit", alias = "securityaudit")]
    SecurityAudit,
    #[value(name = "ViewOnlyAccess", alias = "viewonlyaccess")]
    ViewOnlyAccess,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Provider {
    Aws,
    /// What a fine-grained token or an app must be able to read, a line each
    Github,
}

impl Permissions {
    pub(crate) fn run(&self, ui: &Ui) -> Result<Exit, Failure> {
        if self.provider == Provider::Github {
            return self.github();
        }
        if let Some(folder) = &self.split {
            return split(folder);
        }
        let text = match self.beside {
            Some(managed) => {
                let managed = match managed {
                    Managed::SecurityAudit => ManagedPolicy::SecurityAudit,
                    Managed::ViewOnlyAccess => ManagedPolicy::ViewOnlyAccess,
                };
                ui.note(&format!(
                    "compared with {}; attach this beside it",
                    managed.version()
                ));
                aws_policy_beside(SERVICES, managed)
            }
            None if self.script => aws_script(SERVICES),
            None => aws_policy(SERVICES),
        };
        print(&text)?;
        Ok(Exit::Done)
    }
}

impl Permissions {
    /// What a token of GitHub must be able to read.
    #[cfg(feature = "github")]
    fn github(&self) -> Result<Exit, Failure> {
        self.only_for_aws()?;
        let lines = blastradius_collectors::github::permissions();
        print(&format!("{}\n", lines.join("\n")))?;
        Ok(Exit::Done)
    }

    #[cfg(not(feature = "github"))]
    fn github(&self) -> Result<Exit, Failure> {
        self.only_for_aws()?;
        Err(Failure::new(
            Exit::Failed,
            "this program was built without the GitHub collector",
        )
        .help("build it with the feature `github`"))
    }

    /// Refuses what says nothing about GitHub.
    fn only_for_aws(&self) -> Result<(), Failure> {
        if self.script || self.split.is_some() || self.beside.is_some() {
            return Err(Failure::new(
                Exit::Usage,
                "`--script`, `--split` and `--beside` are about policies of AWS",
            ));
        }
        Ok(())
    }
}

/// Writes the documents that each fit in a managed policy.
fn split(folder: &Path) -> Result<Exit, Failure> {
    let failed = |error: std::io::Error| {
        let name = visible(&folder.display().to_string()).into_owned();
        Failure::new(
            Exit::Failed,
            format!("could not write to `{name}`: {error}"),
        )
    };
    fs::create_dir_all(folder).map_err(failed)?;
    let mut names = String::new();
    for (number, text) in (1..).zip(aws_policies(SERVICES)) {
        let path = folder.join(format!("blastradius-{number}.json"));
        fs::write(&path, text).map_err(failed)?;
        names.push_str(&format!("{}\n", visible(&path.display().to_string())));
    }
    print(&names)?;
    Ok(Exit::Done)
}
