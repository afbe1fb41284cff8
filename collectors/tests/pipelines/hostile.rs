//! Hostile files: whatever stands in one, it costs a problem with file, line and reason, and the others are read.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use blastradius_collectors::import::{ImportError, ImportSummary, format};
use blastradius_collectors::snapshot::MemorySink;

const GOOD: &str = "apiVersion: serving.kserve.io/v1beta1\nkind: InferenceService\nmetadata: {name: good}\nspec:\n  predictor:\n    serviceAccountName: reader\n    model: {storageUri: s3://models/good/}\n";

/// Imports a file beside a good one; the good one must be whole whatever the other is.
fn beside_a_good_one(name: &str, content: &[u8]) -> (ImportSummary, MemorySink) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.yaml"), GOOD).unwrap();
    let path = folder.path().join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
    let mut sink = MemorySink::default();
    let paths = [folder.path().to_owned()];
    let begun = Instant::now();
    let summary = format("pipelines")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    // No benchmark: what goes on for ever is told from what takes a moment.
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "{name} takes for ever"
    );
    let good = &sink.facts.pipelines["k8s:_/default/InferenceService/good"];
    assert_eq!(
        good.stages[0].runs_as[0].identity,
        "k8s:_/default/ServiceAccount/reader"
    );
    (summary, sink)
}

fn only_problem(name: &str, content: &[u8]) -> ImportError {
    let (mut summary, sink) = beside_a_good_one(name, content);
    assert_eq!(summary.problems.len(), 1, "{name}: {:?}", summary.problems);
    let gaps = sink.coverage.iter().filter(|it| !it.outcome.is_complete());
    assert!(gaps.count() >= 1, "{name} left no gap");
    summary.problems.remove(0)
}

#[test]
fn aliases_that_unfold_without_end() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..30 {
        let before = level - 1;
        let all = vec![format!("*a{before}"); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{all}]").unwrap();
    }
    let problem = only_problem("bomb.yaml", bomb.as_bytes());
    assert!(
        problem.to_string().contains("unfolds to more than"),
        "{problem}"
    );
    assert_eq!(problem.place().map(|it| it.0), Some(6));
}

#[test]
fn an_alias_of_itself() {
    let problem = only_problem("self.yaml", b"a: &a\n  b: *a\n");
    assert_eq!(problem.place().map(|it| it.0), Some(2));
}

#[test]
fn nesting_without_end() {
    for (name, text) in [
        ("flow.yaml", "[".repeat(100_000)),
        ("flow.json", "[".repeat(100_000)),
        ("maps.json", "{\"a\":".repeat(100_000)),
        (
            "block.yaml",
            (0..2_000)
                .map(|it| format!("{}a:\n", " ".repeat(it)))
                .collect(),
        ),
        ("dashes.yaml", "- ".repeat(50_000)),
    ] {
        only_problem(name, text.as_bytes());
    }
}

#[test]
fn keys_that_stand_twice_are_told_and_the_last_counts() {
    let text = GOOD.replace("name: good", "name: twice").replace(
        "    serviceAccountName: reader\n",
        "    serviceAccountName: first\n    serviceAccountName: second\n",
    );
    let (summary, sink) = beside_a_good_one("twice.yaml", text.as_bytes());
    let twice = &sink.facts.pipelines["k8s:_/default/InferenceService/twice"];
    assert_eq!(
        twice.stages[0].runs_as[0].identity,
        "k8s:_/default/ServiceAccount/second"
    );
    let [problem] = summary.problems.as_slice() else {
        panic!("{:?}", summary.problems);
    };
    assert!(
        problem
            .to_string()
            .contains("`serviceAccountName` stands twice"),
        "{problem}"
    );
    assert_eq!(problem.place().map(|it| it.0), Some(7));
}

#[test]
fn a_mark_line_ends_of_windows_and_utf_16_are_harmless() {
    let text = GOOD.replace("name: good", "name: other");
    let windows = format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    let wide: Vec<u8> = std::iter::once(0xFEFFu16)
        .chain(text.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for content in [windows.into_bytes(), wide] {
        let (summary, sink) = beside_a_good_one("other.yaml", &content);
        assert!(summary.problems.is_empty(), "{:?}", summary.problems);
        let other = &sink.facts.pipelines["k8s:_/default/InferenceService/other"];
        assert_eq!(
            other.stages[0].runs_as[0].identity,
            "k8s:_/default/ServiceAccount/reader"
        );
    }
}

#[test]
fn tabs_for_indentation_are_told_with_their_line() {
    let text = GOOD.replace("  predictor:", "\tpredictor:");
    let problem = only_problem("tabs.yaml", text.as_bytes());
    assert_eq!(problem.place().map(|it| it.0), Some(5), "{problem}");
    // In JSON they are white space.
    let json = "{\n\t\"apiVersion\": \"serving.kserve.io/v1beta1\",\n\t\"kind\": \"InferenceService\",\n\t\"metadata\": {\"name\": \"json\"}\n}\n";
    let (summary, sink) = beside_a_good_one("tabs.json", json.as_bytes());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    assert!(
        sink.facts
            .pipelines
            .contains_key("k8s:_/default/InferenceService/json")
    );
}

#[test]
fn what_stands_before_the_damage_is_read() {
    let text = format!(
        "{}---\n{}broken: [\n",
        GOOD.replace("good", "first"),
        GOOD.replace("good", "second")
    );
    let (summary, sink) = beside_a_good_one("two.yaml", text.as_bytes());
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    assert!(
        sink.facts
            .pipelines
            .contains_key("k8s:_/default/InferenceService/first")
    );
}

#[test]
fn what_stands_before_the_damage_in_the_same_document_is_read() {
    let text = format!(
        "{}  transformer: {{serviceAccountName: \"cut\n",
        GOOD.replace("good", "cut")
    );
    let (summary, sink) = beside_a_good_one("cut.yaml", text.as_bytes());
    assert_eq!(summary.problems.len(), 1, "{:?}", summary.problems);
    let cut = &sink.facts.pipelines["k8s:_/default/InferenceService/cut"];
    assert_eq!(
        cut.stages[0].runs_as[0].identity,
        "k8s:_/default/ServiceAccount/reader"
    );
}

#[test]
fn bytes_that_are_no_text_are_told() {
    let mut content = GOOD.replace("good", "bytes").into_bytes();
    content.extend(b"# \xFF\xFE\n");
    let problem = only_problem("bytes.yaml", &content);
    assert!(matches!(problem, ImportError::NotText { .. }), "{problem}");
}

#[test]
fn names_of_another_make_do_not_leave_the_tree() {
    // A link is told and not followed.
    #[cfg(unix)]
    {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("good.yaml"), GOOD).unwrap();
        std::os::unix::fs::symlink("/", folder.path().join("everything")).unwrap();
        let mut sink = MemorySink::default();
        let paths = [folder.path().to_owned()];
        let summary = format("pipelines")
            .unwrap()
            .import(&paths, &mut sink)
            .unwrap();
        assert!(matches!(
            summary.problems.as_slice(),
            [ImportError::Link { .. }]
        ));
        assert_eq!(summary.files, 1);
    }
}

/// Every byte of a definition cut off, and every one of some changed: never a panic.
#[test]
fn damaged_files_never_panic() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines/cases");
    let mut texts = Vec::new();
    for path in crate::cases() {
        let case: crate::case::Case =
            toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for file in &case.file {
            texts.push((file.path.clone(), file.content(path.parent().unwrap())));
        }
    }
    assert!(!texts.is_empty(), "{} has no cases", cases.display());
    let folder = tempfile::tempdir().unwrap();
    for (index, (name, text)) in texts.iter().enumerate() {
        let root = folder.path().join(index.to_string());
        for cut in 1..8 {
            let mut damaged = text.clone();
            damaged.truncate(text.len() * cut / 8);
            write(&root.join(format!("cut{cut}")).join(name), &damaged);
        }
        for (round, byte) in [b'{', b'[', b'"', b':', b'&', b'*', b'\t', 0xFF, b'\n', b'$']
            .into_iter()
            .enumerate()
        {
            let mut damaged = text.clone();
            for place in (round * 7..damaged.len()).step_by(41) {
                damaged[place] = byte;
            }
            write(&root.join(format!("byte{round}")).join(name), &damaged);
        }
    }
    let mut sink = MemorySink::default();
    let paths = [folder.path().to_owned()];
    let summary = format("pipelines")
        .unwrap()
        .import(&paths, &mut sink)
        .unwrap();
    assert!(summary.files > 0);
}

fn write(path: &Path, content: &[u8]) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
}

#[test]
fn parameters_that_grow_without_end() {
    let twice = |name: &str| vec![format!("{{{{inputs.parameters.{name}}}}}"); 40].concat();
    let mut text = String::from(
        "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nmetadata: {name: grows}\nspec:\n  entrypoint: t0\n  templates:\n",
    );
    for level in 0..12 {
        let (next, all) = (level + 1, twice("x"));
        write!(
            text,
            "    - name: t{level}\n      inputs: {{parameters: [{{name: x, value: seed}}]}}\n      steps: [[{{name: s, template: t{next}, arguments: {{parameters: [{{name: x, value: \"{all}\"}}]}}}}]]\n"
        )
        .unwrap();
    }
    writeln!(
        text,
        "    - name: t12\n      inputs: {{parameters: [{{name: x}}]}}\n      container: {{image: \"{}\"}}",
        twice("x")
    )
    .unwrap();
    let (summary, sink) = beside_a_good_one("grows.yaml", text.as_bytes());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let stages = &sink.facts.pipelines["k8s:_/default/Workflow/grows"].stages;
    assert_eq!(stages.len(), 1);
    assert_eq!(stages[0].unresolved.len(), 1);
    let rows = "x".repeat(100_000);
    let all = "$(params.x)".repeat(10_000);
    let text = format!(
        "apiVersion: tekton.dev/v1\nkind: PipelineRun\nmetadata: {{name: grows}}\nspec:\n  params: [{{name: x, value: \"{rows}\"}}]\n  pipelineSpec:\n    tasks:\n      - name: a\n        params: [{{name: x, value: \"{all}\"}}]\n        taskSpec: {{steps: [{{image: \"{all}\"}}]}}\n"
    );
    let (summary, sink) = beside_a_good_one("run.yaml", text.as_bytes());
    assert!(summary.problems.is_empty(), "{:?}", summary.problems);
    let stages = &sink.facts.pipelines["k8s:_/default/PipelineRun/grows"].stages;
    assert_eq!(stages[0].unresolved.len(), 1);
}
