//! What definitions of pipelines leave open is told in every summary, and nothing where they leave nothing open.

use serde_json::Value;

use crate::program::{Run, command, run_with};

/// A snapshot of one workflow: its folder, and the program run in it.
struct Workflow(tempfile::TempDir);

impl Workflow {
    fn new(role: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let workflows = folder.path().join("app/.github/workflows");
        std::fs::create_dir_all(&workflows).unwrap();
        let text = format!(
            "on:\n  push:\n    branches: [main]\npermissions:\n  id-token: write\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    \
             steps:\n      - uses: aws-actions/configure-aws-credentials@v4\n        with:\n          \
             role-to-assume: {role}\n          aws-region: eu-west-1\n"
        );
        std::fs::write(workflows.join("deploy.yml"), text).unwrap();
        let it = Self(folder);
        let run = it.run(&["import", "pipelines", "app", "-o", "s.brs"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        it
    }

    fn run(&self, arguments: &[&str]) -> Run {
        run_with(command().current_dir(self.0.path()).args(arguments), "")
    }

    /// The questions that a snapshot without credentials answers. The change takes away what is open.
    fn questions(&self) -> Vec<Vec<String>> {
        let run = self.run(&["pipelines", "-s", "s.brs", "-f", "json"]);
        let stage = run.json()["pipelines"][0]["stages"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let code = run.json()["pipelines"][0]["stages"][0]["code"][0]["id"].clone();
        let action = code.as_str().unwrap().to_owned();
        let id = run.json()["pipelines"][0]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        let delete = format!("delete {id}");
        let texts = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        vec![
            texts(&["reach", &stage, "-s", "s.brs"]),
            texts(&["who", &action, "-s", "s.brs"]),
            texts(&["path", &stage, &action, "-s", "s.brs"]),
            texts(&["rank", "-s", "s.brs"]),
            texts(&["whatif", &delete, "-s", "s.brs"]),
            texts(&["chokepoints", "-s", "s.brs"]),
            texts(&["pipelines", "-s", "s.brs"]),
            texts(&["rag", "-s", "s.brs"]),
            texts(&["query", "MATCH (n:Stage) RETURN n", "-s", "s.brs"]),
            texts(&["diff", "s.brs", "s.brs"]),
            texts(&["coverage", "-s", "s.brs"]),
        ]
    }

    fn answer(&self, question: &[String], format: &str) -> Run {
        let mut words: Vec<&str> = question.iter().map(String::as_str).collect();
        words.extend(["-f", format]);
        let run = self.run(&words);
        // There is no path, which is where what is open matters most.
        let code = if question[0] == "path" { 3 } else { 0 };
        assert_eq!(run.code, Some(code), "{question:?}: {}", run.err);
        run
    }
}

#[test]
fn that_there_is_no_path_is_said_of_what_could_be_read() {
    for (role, said) in [
        ("${{ secrets.ROLE }}", true),
        ("arn:aws:iam::111122223333:role/deploy", false),
    ] {
        let workflow = Workflow::new(role);
        let questions = workflow.questions();
        let path = questions.iter().find(|it| it[0] == "path").unwrap();
        for (format, words) in [
            ("table", "no path in what could be read"),
            ("html", "No path in what could be read"),
        ] {
            let run = workflow.answer(path, format);
            assert_eq!(run.out.contains(words), said, "{format}: {}", run.out);
        }
    }
}

fn total(answer: &Value) -> &Value {
    match answer.get("scopes") {
        Some(_) => &answer["unresolved"],
        None => &answer["coverage"]["unresolved"],
    }
}

#[test]
fn what_is_left_open_is_in_every_summary() {
    let workflow = Workflow::new("${{ secrets.ROLE_OF_DEPLOY }}");
    for question in workflow.questions() {
        let json = workflow.answer(&question, "json").json();
        let expected = serde_json::json!({"total": 1, "kinds": {"identity": 1}});
        assert_eq!(total(&json), &expected, "{question:?}");
        for format in ["table", "md", "html"] {
            let known = !matches!((question[0].as_str(), format), ("query", "html"));
            if known {
                let run = workflow.answer(&question, format);
                let text = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
                assert!(
                    text.contains("1 value of pipelines unresolved"),
                    "{question:?} {format}: {text}"
                );
            }
        }
    }
}

#[test]
fn nothing_is_said_where_nothing_is_open() {
    let workflow = Workflow::new("arn:aws:iam::111122223333:role/deploy");
    for question in workflow.questions() {
        let json = workflow.answer(&question, "json").json();
        let expected = serde_json::json!({"total": 0, "kinds": {}});
        assert_eq!(total(&json), &expected, "{question:?}");
        for format in ["table", "md"] {
            let run = workflow.answer(&question, format);
            assert!(
                !run.out.contains("pipelines unresolved"),
                "{question:?}: {}",
                run.out
            );
        }
    }
}
