//! Containers of models, packages and inference components: their images, artifacts and packages (Amazon SageMaker API
//! Reference, "ContainerDefinition", "ModelPackageContainerDefinition").

use serde::Deserialize;

use super::super::Reply;
use super::{S3Place, arn_of};
use crate::facts::{AssetClass, LineageKind};
use crate::model_format::Loading;
use crate::redact::EnvironmentNames;
use crate::snapshot::Sink;

/// A container of a model, a package or an inference component.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Container {
    pub(super) image: Option<String>,
    pub(super) image_digest: Option<String>,
    model_data_url: Option<String>,
    model_data_source: Option<ModelDataSource>,
    #[serde(default)]
    additional_model_data_sources: Vec<ModelDataSource>,
    model_package_name: Option<String>,
    pub(super) image_config: Option<ImageConfig>,
    #[serde(default)]
    pub(super) environment: EnvironmentNames,
}

#[derive(Deserialize)]
struct ModelDataSource {
    #[serde(rename = "S3DataSource")]
    s3: Option<ModelData>,
}

#[derive(Deserialize)]
struct ModelData {
    #[serde(rename = "S3Uri")]
    uri: String,
    #[serde(rename = "S3DataType")]
    kind: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct ImageConfig {
    #[serde(rename = "RepositoryAuthConfig")]
    pub(super) auth: Option<ImageAuth>,
}

#[derive(Deserialize)]
pub(super) struct ImageAuth {
    #[serde(rename = "RepositoryCredentialsProviderArn")]
    pub(super) lambda: Option<String>,
}

impl Container {
    /// What loading its artifacts does, if it has any.
    pub(super) fn loading(&self) -> Option<Loading> {
        let sources = self.model_data_source.iter();
        let mut sources = sources.chain(&self.additional_model_data_sources);
        let any = self.model_data_url.is_some() || sources.any(|it| it.s3.is_some());
        let image = self.image.as_deref().unwrap_or_default();
        any.then(|| Loading::of_image(image))
    }

    /// The artifacts, the package and the image that flow to `to`. Returns the package.
    pub(super) fn flows(
        &mut self,
        to: &str,
        pointer: &str,
        reply: &Reply<'_>,
        sink: &mut dyn Sink,
    ) -> Option<String> {
        let sources = self.model_data_source.take().into_iter();
        let sources = sources.chain(std::mem::take(&mut self.additional_model_data_sources));
        let sources = sources.filter_map(|source| source.s3);
        let url = self.model_data_url.take().map(|uri| (uri, true));
        let uris = url
            .into_iter()
            .chain(sources.map(|it| (it.uri, it.kind.is_some_and(|kind| kind != "S3Prefix"))));
        for (uri, object) in uris {
            let artifact = S3Place {
                uri: &uri,
                object,
                class: AssetClass::Model,
                pointer,
            };
            artifact.flows_to(to, LineageKind::Model, reply, sink);
        }
        if let Some(image) = &self.image {
            reply.runs_image(image, to, pointer, sink);
        }
        let package = self.model_package_name.take()?;
        let package = if package.starts_with("arn:") {
            package
        } else {
            arn_of("model-package", &package, reply)
        };
        reply.flow(LineageKind::Model, package.as_str(), to, pointer, sink);
        Some(package)
    }

    /// The image, with the digest that it was resolved to.
    pub(super) fn pinned_image(&self) -> Option<String> {
        let image = self.image.as_ref()?;
        let digest = self.image_digest.as_ref();
        let digest = digest.filter(|digest| !digest.is_empty() && !image.contains('@'));
        Some(digest.map_or_else(|| image.clone(), |digest| format!("{image}@{digest}")))
    }
}
