//! Airflow: folders of DAGs, read without running them, and connections.
//!
//! Apache Airflow documentation, "DAGs", "Operators", "Managing Connections", "Asset-Aware Scheduling".

mod arguments;
mod commands;
mod connections;
mod dag;
mod operator;
mod order;
mod server;
mod storage;
mod variables;

pub(super) use self::server::Joined;
use super::{Document, Kind, Output};

/// See the top of the file.
pub(super) struct Airflow;

impl Kind for Airflow {
    fn name(&self) -> &'static str {
        "airflow"
    }

    fn description(&self) -> &'static str {
        "Airflow DAGs, by static reading of Python, connections in exports and `AIRFLOW_CONN_…` of environment files, REST answers"
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        if let Some(root) = document.tree() {
            return connections::are(root) || server::is_one(root);
        }
        let text = document.text();
        if document.file.name().starts_with(".env") || document.file.name().ends_with(".env") {
            return text.contains(connections::VARIABLE);
        }
        let imports = text.contains("from airflow") || text.contains("import airflow");
        imports
            && document.file.name().ends_with(".py")
            && (text.contains("DAG(") || text.contains("@dag"))
    }

    fn read(&self, document: &Document<'_>, output: &mut Output<'_>) {
        match document.tree() {
            Some(root) if server::is_one(root) => server::read(root, output),
            Some(root) => connections::read(root, output),
            None if document.file.name().ends_with(".py") => dag::read(document.text(), output),
            None => connections::variables(document.text(), output),
        }
    }
}
