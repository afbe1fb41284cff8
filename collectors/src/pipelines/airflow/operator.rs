//! Operators and tasks: one stage each.
//!
//! Apache Airflow documentation, "Operators", "TaskFlow", and the provider packages.

use std::sync::LazyLock;

use super::arguments::Arguments;
use super::connections::{self, CONNECTION};
use super::dag::function;
use super::{commands, storage, variables};
use crate::pipelines::defaults::{KUBERNETES, NAMESPACE, kubernetes_id};
use crate::pipelines::python::{Call, Expr, Module, Statement};
use crate::pipelines::{Node, PipelineDraft, StageDraft, purpose};

/// A task: an operator that is made, or a function that is one.
pub(super) struct Task<'m> {
    pub(super) call: &'m Call,
    pub(super) statement: &'m Statement,
    /// `task_id`, or what stands for it.
    pub(super) name: String,
    /// The class of the operator, `task` of a function.
    pub(super) class: &'m str,
    /// The function that it is or calls.
    pub(super) function: Option<&'m str>,
    /// Whether its id is known only at run time.
    unresolved: Option<String>,
}

static NO_CALL: LazyLock<Call> = LazyLock::new(|| Call {
    function: Expr::Other,
    arguments: Vec::new(),
    named: Vec::new(),
    line: 0,
    column: 0,
});

/// What stands for the arguments of a decorator that has none.
pub(super) fn no_call() -> &'static Call {
    &NO_CALL
}

fn is_operator(class: &str) -> bool {
    class.len() > 8
        && ["Operator", "Sensor", "SensorAsync", "OperatorAsync"]
            .iter()
            .any(|it| class.ends_with(it))
}

/// The tasks of a file, in their order.
pub(super) fn tasks(module: &Module) -> Vec<Task<'_>> {
    let mut tasks = Vec::new();
    for statement in &module.statements {
        if let Some(name) = &statement.defines {
            for decorator in &statement.values {
                let (dotted, call) = match decorator {
                    Expr::Call(call) => (call.function.dotted(), &**call),
                    other => (other.dotted(), no_call()),
                };
                if dotted == "task" || dotted.starts_with("task.") {
                    let own = call
                        .get("task_id")
                        .and_then(|it| module.value(it).known().map(str::to_owned));
                    let class = if dotted == "task" {
                        "task"
                    } else {
                        decorator_kind(&dotted)
                    };
                    tasks.push(Task {
                        call,
                        statement,
                        name: own.unwrap_or_else(|| name.clone()),
                        class,
                        function: Some(name),
                        unresolved: None,
                    });
                }
            }
            continue;
        }
        let mut calls = Vec::new();
        for value in &statement.values {
            value.walk(&mut |it| {
                if let Expr::Call(call) = it {
                    calls.push(&**call);
                }
            });
        }
        for call in calls {
            // `Operator(…)`, `Operator.partial(…)`.
            let class = match &call.function {
                Expr::Member(base, member) if member == "partial" => base.last(),
                other => other.last(),
            };
            if !is_operator(class) {
                continue;
            }
            let id = call.get("task_id").map(|it| module.value(it));
            let known = id.as_ref().and_then(|it| it.known()).map(str::to_owned);
            let name = known
                .clone()
                .unwrap_or_else(|| format!("{class}@{}", call.line));
            let unresolved = id
                .filter(|_| known.is_none())
                .map(|it| it.expression().to_owned());
            let function = call
                .get("python_callable")
                .map(Expr::last)
                .filter(|it| !it.is_empty());
            tasks.push(Task {
                call,
                statement,
                name,
                class,
                function,
                unresolved,
            });
        }
    }
    tasks
}

fn decorator_kind(dotted: &str) -> &'static str {
    match dotted {
        "task.kubernetes" => "KubernetesPodOperator",
        "task.docker" => "DockerOperator",
        "task.bash" => "BashOperator",
        _ => "task",
    }
}

/// `SageMakerTrainingOperator`: `Sage_Maker_Training_Operator`, in which words begin.
fn words(class: &str) -> String {
    let mut words = String::new();
    for c in class.chars() {
        if c.is_ascii_uppercase() && !words.is_empty() {
            words.push('_');
        }
        words.push(c);
    }
    words
}

fn kind(task: &Task<'_>) -> String {
    match task.class {
        it if it.contains("SageMakerTransform") || it.contains("BatchPrediction") => {
            "inference".to_owned()
        }
        it if it.contains("SageMakerEndpoint") || it.contains("DeployModel") => {
            "deployment".to_owned()
        }
        it if it.contains("SageMakerProcessing") => "preprocessing".to_owned(),
        it if it.contains("SageMakerTuning") => "training".to_owned(),
        it => purpose::of_name_or(&task.name, purpose::of_name_or(&words(it), it)).to_owned(),
    }
}

/// The stage of a task.
pub(super) fn stage(
    task: &Task<'_>,
    defaults: Option<&Expr>,
    module: &Module,
    pipeline: &PipelineDraft,
) -> StageDraft {
    let line = task.call.line.max(task.statement.line);
    let mut stage = pipeline.stage(&task.name, &kind(task), &Node::at_line(line as usize));
    stage.attribute("operator", task.class);
    if let Some(expression) = &task.unresolved {
        stage.attribute("task_id", format!("known only at run time: {expression}"));
    }
    let arguments = Arguments {
        task,
        defaults,
        module,
        line,
    };
    let before = stage.fact().secrets.len();
    arguments.read(&mut stage);
    storage::read(&arguments, &mut stage);
    commands::read(&arguments, &mut stage);
    variables::read(&arguments, &mut stage);
    // Hooks in the function that it runs.
    if let Some(name) = task.function {
        for statement in module
            .statements
            .iter()
            .filter(|it| function(it) == Some(name))
        {
            for value in &statement.values {
                value.walk(&mut |it| hook(it, module, &mut stage));
                value.walk(&mut |it| variables::asked(it, module, &mut stage));
            }
        }
    }
    if stage.fact().secrets.len() == before
        && let Some(connection) = default_connection(task.class)
    {
        let why = "an operator of this provider uses this connection where none is named";
        stage.secret(
            "connection",
            "default",
            &connections::id(connection),
            CONNECTION,
            Some(why.to_owned()),
        );
    }
    // A pod has an account of its own, whatever the worker is.
    let is_pod = ["KubernetesPod", "GKEStartPod", "EksPod"]
        .iter()
        .any(|it| task.class.contains(it));
    if stage.fact().runs_as.is_empty() && is_pod {
        let namespace = arguments.get("namespace").map(|it| arguments.value(it));
        let namespace = namespace.as_ref().and_then(|it| it.known());
        let id = kubernetes_id(namespace.unwrap_or(NAMESPACE), "ServiceAccount", "default");
        stage.runs_as_default("service-account", id, KUBERNETES.why);
    }
    if stage.fact().runs_as.is_empty() {
        let why = "a task has the identity of its worker, and what its connections hold";
        stage.runs_as_default("worker", "airflow:worker-identity", why);
    }
    stage
}

/// `S3Hook(aws_conn_id="x")`, `BaseHook.get_connection("x")`.
fn hook(expr: &Expr, module: &Module, stage: &mut StageDraft) {
    let Expr::Call(call) = expr else { return };
    let named = call
        .named
        .iter()
        .filter(|(name, _)| name.ends_with("conn_id"));
    let first = call
        .arguments
        .first()
        .filter(|_| call.name() == "get_connection")
        .map(|it| ("conn_id", it));
    for (name, value) in named
        .map(|(name, value)| (name.as_str(), value))
        .chain(first)
    {
        if let Some(id) = module.value(value).known() {
            stage.secret("connection", name, &connections::id(id), CONNECTION, None);
        }
    }
}

/// The connection that operators of a provider use by default (provider packages, "Connection types").
pub(super) fn default_connection(class: &str) -> Option<&'static str> {
    const PROVIDERS: [(&str, &[&str]); 6] = [
        (
            "aws_default",
            &[
                "SageMaker",
                "S3",
                "Glue",
                "Emr",
                "Ecs",
                "Batch",
                "Lambda",
                "Athena",
                "Bedrock",
                "StepFunction",
                "Eks",
                "Sqs",
                "Sns",
                "Redshift",
            ],
        ),
        (
            "google_cloud_default",
            &[
                "BigQuery",
                "GCS",
                "Dataproc",
                "Dataflow",
                "Vertex",
                "CustomTraining",
                "CreateCustom",
                "DeployModel",
                "CloudRun",
                "CloudBuild",
                "PubSub",
                "AutoML",
            ],
        ),
        ("databricks_default", &["Databricks"]),
        ("snowflake_default", &["Snowflake"]),
        ("postgres_default", &["Postgres"]),
        ("wasb_default", &["Wasb", "ADLS"]),
    ];
    let found = PROVIDERS
        .iter()
        .find(|(_, classes)| classes.iter().any(|it| class.contains(it)));
    found.map(|(connection, _)| *connection)
}
