//! What a stage is for, by the words of its name.

/// Words of names, and what they stand for. The first that is in a name counts: `retrain` before `train`.
const WORDS: [(&str, &str); 43] = [
    ("clean-up", "job"),
    ("cleanup", "job"),
    ("retrain", "retraining"),
    ("finetun", "training"),
    ("fine-tun", "training"),
    ("fine_tun", "training"),
    ("evaluat", "evaluation"),
    ("validat", "evaluation"),
    ("benchmark", "evaluation"),
    ("eval", "evaluation"),
    ("metrics", "evaluation"),
    ("preprocess", "preprocessing"),
    ("pre-process", "preprocessing"),
    ("pre_process", "preprocessing"),
    ("clean", "preprocessing"),
    ("prepare", "preprocessing"),
    ("prep", "preprocessing"),
    ("score", "inference"),
    ("regist", "registration"),
    ("transform", "preprocessing"),
    ("split", "preprocessing"),
    ("tokeniz", "preprocessing"),
    ("featur", "feature-engineering"),
    ("materializ", "feature-engineering"),
    ("train", "training"),
    ("tune", "training"),
    ("fit", "training"),
    ("distill", "training"),
    ("register", "registration"),
    ("registration", "registration"),
    ("upload-model", "registration"),
    ("model-upload", "registration"),
    ("promote", "registration"),
    ("deploy", "deployment"),
    ("rollout", "deployment"),
    ("predict", "inference"),
    ("infer", "inference"),
    ("serv", "inference"),
    ("monitor", "monitoring"),
    ("drift", "monitoring"),
    ("ingest", "ingestion"),
    ("download", "ingestion"),
    ("extract", "ingestion"),
];

/// What a stage of this name is for: one of the words of [`Stage::kind`](crate::facts::Stage), or `job`.
pub(super) fn of_name(name: &str) -> &'static str {
    let name = name.to_ascii_lowercase();
    let begins_a_word = |word: &str| {
        name.match_indices(word).any(|(at, _)| {
            let before = name.get(..at).and_then(|it| it.chars().next_back());
            !before.is_some_and(char::is_alphabetic)
        })
    };
    WORDS
        .iter()
        .find(|(word, _)| begins_a_word(word))
        .map_or("job", |(_, purpose)| purpose)
}

/// What a stage of this name is for, where its name says so; else what the definition calls it.
pub(super) fn of_name_or<'t>(name: &str, otherwise: &'t str) -> &'t str {
    match of_name(name) {
        "job" => otherwise,
        purpose => purpose,
    }
}
