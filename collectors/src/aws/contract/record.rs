//! What workloads have in common: roles, images, code in S3, variables.

use super::Reply;
use crate::aws::s3::S3Place;
use crate::aws::wire::{Arn, is_account_id};
use crate::facts::{AssetClass, EnvironmentVariable, Fact, Lineage, LineageKind, RunsAs};
use crate::redact::EnvironmentList;
use crate::snapshot::Sink;

impl Reply<'_> {
    /// The role that something runs as. Where the service keeps a name only, the role is one of this account at the
    /// root path, or at the path that stands before the name.
    pub(crate) fn runs_as(&self, role: Option<&str>, how: &str) -> Option<RunsAs> {
        let role = role.filter(|role| !role.is_empty())?;
        Some(RunsAs {
            identity: self.role_arn(role.trim_start_matches('/')),
            how: how.to_owned(),
            assumed: None,
        })
    }

    /// Adds a flow.
    pub(crate) fn flow(
        &self,
        kind: LineageKind,
        from: impl Into<String>,
        to: impl Into<String>,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        let origin = self.origin(pointer);
        sink.fact(Fact::Lineage(Lineage::new(kind, from, to, origin)));
    }

    /// Adds the repository of a container image that `to` runs, when it is one of Amazon ECR, and the flow from it.
    pub(crate) fn runs_image(&self, image: &str, to: &str, pointer: &str, sink: &mut dyn Sink) {
        let Some(repository) = repository_of_image(image, self.partition) else {
            return;
        };
        let origin = self.origin(pointer);
        let mut asset = self.asset(
            AssetClass::Image,
            "aws:ecr:repository",
            repository.arn,
            repository.name,
            origin,
        );
        asset.scope = Some(format!("aws:{}", repository.account));
        asset.region = Some(repository.region);
        self.flow(LineageKind::Image, asset.id.clone(), to, pointer, sink);
        sink.fact(Fact::Asset(asset));
    }

    /// Adds the objects in S3 that `to` reads, named by a URI or an ARN, and the flow from there. What ends in `/` is a
    /// prefix, else an object.
    pub(crate) fn reads_s3(
        &self,
        place: &str,
        class: AssetClass,
        kind: LineageKind,
        to: &str,
        pointer: &str,
        sink: &mut dyn Sink,
    ) {
        let arn = Arn::parse(place).filter(|it| it.service == "s3");
        let uri = arn.map_or_else(|| place.to_owned(), |it| format!("s3://{}", it.resource));
        let object = !uri.ends_with('/');
        S3Place {
            uri: &uri,
            object,
            class,
            pointer,
        }
        .flows_to(to, kind, self, sink);
    }

    /// The variables of an environment, with ARNs of the parameters that it names.
    pub(crate) fn environment(&self, list: EnvironmentList) -> Vec<EnvironmentVariable> {
        list.variables(|name| {
            // A parameter's ARN has one slash before its name, whether or not the name begins with one.
            let name = name.strip_prefix('/').unwrap_or(name);
            self.arn("ssm", &format!("parameter/{name}"))
        })
    }
}

/// A repository of Amazon ECR.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Repository {
    pub(crate) arn: String,
    pub(crate) name: String,
    pub(crate) account: String,
    pub(crate) region: String,
}

/// The repository that `ACCOUNT.dkr.ecr.REGION.amazonaws.com/REPOSITORY:TAG@DIGEST` names; `None` for an image of
/// another registry (Amazon ECR User Guide, "Amazon ECR private registry").
pub(crate) fn repository_of_image(image: &str, partition: &str) -> Option<Repository> {
    let (host, path) = image.split_once('/')?;
    let (account, rest) = host.split_once(".dkr.ecr")?;
    let region = rest
        .strip_prefix("-fips")
        .unwrap_or(rest)
        .strip_prefix('.')?
        .split('.')
        .next()?;
    if !is_account_id(account) || region.is_empty() {
        return None;
    }
    let name = path.split('@').next()?;
    // No port can stand in the path, so a colon begins the tag.
    let name = name.split(':').next().filter(|name| !name.is_empty())?;
    Some(Repository {
        arn: format!("arn:{partition}:ecr:{region}:{account}:repository/{name}"),
        name: name.to_owned(),
        account: account.to_owned(),
        region: region.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::repository_of_image;

    #[test]
    fn images_name_their_repository() {
        let arn = |image: &str| repository_of_image(image, "aws").map(|it| it.arn);
        let expected = Some("arn:aws:ecr:eu-west-1:111122223333:repository/team/app".to_owned());
        let host = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
        assert_eq!(arn(&format!("{host}/team/app")), expected);
        assert_eq!(arn(&format!("{host}/team/app:v1")), expected);
        assert_eq!(arn(&format!("{host}/team/app:v1@sha256:00")), expected);
        assert_eq!(
            arn("111122223333.dkr.ecr-fips.eu-west-1.amazonaws.com/team/app@sha256:00"),
            expected
        );
        for other in [
            "nginx:latest",
            "public.ecr.aws/nginx/nginx",
            "evil.dkr.ecr.eu-west-1.amazonaws.com/x",
            "111122223333.dkr.ecr.eu-west-1.amazonaws.com/:tag",
            "",
        ] {
            assert_eq!(arn(other), None, "{other}");
        }
    }
}
