//! Formats of models: whether loading one runs code that lies in its files.
//!
//! A pickle is a program (Python documentation, "pickle": "never unpickle data that could have come from an untrusted
//! source"; scikit-learn, "Model persistence"), and so are archives with handlers and graphs of operators (TorchServe,
//! "Custom Service"; TensorFlow, `SECURITY.md`: "TensorFlow models are programs"; Triton, "Secure Deployment
//! Considerations"). ONNX, safetensors and GGUF hold tensors. Who writes a model of the first sort runs code where it is
//! loaded; of the second, decides what is answered.

use serde_json::Value as Json;

/// What loading a model does with its files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loading {
    /// Runs what lies in them.
    RunsCode,
    /// Reads numbers from them.
    ReadsData,
    /// That is not known; why.
    Unknown(&'static str),
}

/// The member of the attributes of what loads, or of what is loaded: `true`, `false`, or why it is not known.
pub(crate) const ATTRIBUTE: &str = "loads_code";

const NOT_NAMED: &str =
    "the format of the model is not known, and most formats run code when they are loaded";
const BY_VERSION: &str =
    "whether loading it unpickles hangs on the file and on the version of the loader";
const BY_SERVER: &str = "whether code beside the model is run hangs on the image that loads it";

impl Loading {
    /// As [`ATTRIBUTE`] has it.
    pub(crate) fn attribute(self) -> Json {
        match self {
            Self::RunsCode => true.into(),
            Self::ReadsData => false.into(),
            Self::Unknown(why) => why.into(),
        }
    }

    /// By the name of a framework or format, as servers of models name it: `sklearn`, `SKLEARN_SERVER`, `pytorch`.
    ///
    /// Servers of XGBoost and LightGBM load boosters (KServe, "Model Serving Runtimes"), which are data.
    pub(crate) fn of_format(name: &str) -> Self {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        let name = name.strip_suffix("-server").unwrap_or(&name);
        match name {
            "sklearn" | "scikit-learn" | "scikitlearn" | "joblib" | "pickle" | "cloudpickle" => {
                Self::RunsCode
            }
            "pytorch" | "torch" | "torchserve" | "tensorflow" | "keras" | "tf" => Self::RunsCode,
            // A repository of models may hold one of the Python back end; an MLmodel file names its loader.
            "triton" | "mlflow" | "mlflow-model" | "mlserver-mlflow" | "alibi-explain"
            | "alibi-detect" | "spark" => Self::RunsCode,
            "onnx" | "safetensors" | "gguf" | "ggml" | "pmml" | "tflite" | "xgboost"
            | "lightgbm" | "catboost" => Self::ReadsData,
            "huggingface" | "transformers" => Self::Unknown(BY_VERSION),
            _ => Self::Unknown(NOT_NAMED),
        }
    }

    /// By the name of the file that holds the model.
    pub(crate) fn of_file(path: &str) -> Self {
        match extension(path).as_deref() {
            Some(
                "joblib" | "pkl" | "pickle" | "dill" | "mar" | "h5" | "hdf5" | "keras" | "pb"
                | "nemo",
            ) => Self::RunsCode,
            Some(
                "onnx" | "safetensors" | "gguf" | "ggml" | "tflite" | "bst" | "ubj" | "pmml"
                | "cbm",
            ) => Self::ReadsData,
            Some("pt" | "pth" | "ckpt" | "bin") => Self::Unknown(BY_VERSION),
            _ => Self::Unknown(NOT_NAMED),
        }
    }

    /// By the format where that is known, else by the file.
    pub(crate) fn of(format: Option<&str>, path: &str) -> Self {
        match format.map(Self::of_format) {
            Some(Self::Unknown(why)) => match Self::of_file(path) {
                Self::Unknown(_) => Self::Unknown(why),
                known => known,
            },
            Some(known) => known,
            None => Self::of_file(path),
        }
    }

    /// By the image of a container that is given an archive or folder of a model. The images of frameworks load pickles
    /// and saved models, and run the script beside them: `inference.py` of SageMaker AI ("Adapting your own inference
    /// container"; its toolkits for PyTorch, TensorFlow, MXNet, scikit-learn, XGBoost, Hugging Face and DJL Serving), the
    /// handler or pickle of Vertex AI ("Prebuilt containers for inference": `model.joblib`, `model.pkl`, `model.mar`).
    pub(crate) fn of_image(image: &str) -> Self {
        let name = image.split(['@']).next().unwrap_or(image);
        let mut parts = name.rsplit('/');
        let last = parts.next().unwrap_or_default().to_ascii_lowercase();
        let is_vertex = parts.next() == Some("prediction");
        let of_framework = [
            "pytorch",
            "tensorflow",
            "huggingface",
            "mxnet",
            "djl",
            "sagemaker-scikit-learn",
            "sagemaker-xgboost",
            "tritonserver",
            "sagemaker-tritonserver",
        ];
        let of_vertex = ["sklearn-", "xgboost-", "tf2-", "tf_opt", "tf-", "pytorch-"];
        let named = |names: &[&str]| names.iter().any(|it| last.starts_with(it));
        match (named(&of_framework), is_vertex && named(&of_vertex)) {
            (false, false) => Self::Unknown(BY_SERVER),
            _ => Self::RunsCode,
        }
    }

    /// Of several that are loaded together: what the worst of them does.
    pub(crate) fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::RunsCode, _) | (_, Self::RunsCode) => Self::RunsCode,
            (Self::Unknown(why), _) | (_, Self::Unknown(why)) => Self::Unknown(why),
            (Self::ReadsData, Self::ReadsData) => Self::ReadsData,
        }
    }
}

/// Whether a path ends in the name of a file of a model, not of a folder: `v1.0` is a folder.
pub(crate) fn is_file(path: &str) -> bool {
    let archive = ["tar", "gz", "tgz", "zip", "json", "params", "model"];
    extension(path).is_some_and(|it| {
        archive.contains(&it.as_str())
            || !matches!(Loading::of_file(path), Loading::Unknown(NOT_NAMED))
    })
}

fn extension(path: &str) -> Option<String> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (name, extension) = path.rsplit('/').next()?.rsplit_once('.')?;
    (!name.is_empty()).then(|| extension.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Loading, is_file};

    #[test]
    fn a_format_runs_code_reads_data_or_is_not_known() {
        for name in [
            "sklearn",
            "SKLEARN_SERVER",
            "PyTorch",
            "triton",
            "mlflow_model",
            "keras",
        ] {
            assert_eq!(Loading::of_format(name), Loading::RunsCode, "{name}");
        }
        for name in ["onnx", "XGBOOST_SERVER", "lightgbm", "pmml"] {
            assert_eq!(Loading::of_format(name), Loading::ReadsData, "{name}");
        }
        for name in ["huggingface", "vllm", ""] {
            assert!(
                matches!(Loading::of_format(name), Loading::Unknown(_)),
                "{name}"
            );
        }
    }

    #[test]
    fn the_format_says_more_than_the_name_of_the_file() {
        assert_eq!(
            Loading::of(Some("sklearn"), "m/model.onnx"),
            Loading::RunsCode
        );
        assert_eq!(
            Loading::of(Some("custom"), "m/model.onnx"),
            Loading::ReadsData
        );
        assert_eq!(Loading::of(None, "m/model.pkl"), Loading::RunsCode);
        assert!(matches!(Loading::of(None, "m/"), Loading::Unknown(_)));
    }

    #[test]
    fn images_of_frameworks_run_what_lies_beside_the_model() {
        for image in [
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/pytorch-inference:2.1-cpu",
            "763104351884.dkr.ecr.us-east-1.amazonaws.com/huggingface-pytorch-tgi-inference:2",
            "683313688378.dkr.ecr.us-east-1.amazonaws.com/sagemaker-xgboost:1.7-1",
            "us-docker.pkg.dev/vertex-ai/prediction/sklearn-cpu.1-0:latest",
        ] {
            assert_eq!(Loading::of_image(image), Loading::RunsCode, "{image}");
        }
        for image in [
            "382416733822.dkr.ecr.us-east-1.amazonaws.com/linear-learner:1",
            "us-docker.pkg.dev/acme/serve/sklearn-own:1",
        ] {
            assert!(
                matches!(Loading::of_image(image), Loading::Unknown(_)),
                "{image}"
            );
        }
    }

    #[test]
    fn a_version_is_a_folder() {
        for file in [
            "m/model.joblib",
            "model.tar.gz",
            "m/model.bst",
            "m/weights.bin",
        ] {
            assert!(is_file(file), "{file}");
        }
        for folder in [
            "models/v1.0",
            "models/fraud",
            "models/fraud/",
            "models/acme.com",
        ] {
            assert!(!is_file(folder), "{folder}");
        }
    }
}
