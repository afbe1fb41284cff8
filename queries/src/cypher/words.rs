//! The nearest known word to one that is not known.

/// Longer words are not compared.
const LONGEST: usize = 64;

/// The nearest of some words, if one is near: case, `_` and `-` do not count, and one letter in three may differ.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = folded(word);
    if wanted.is_empty() || wanted.len() > LONGEST {
        return None;
    }
    let most = wanted.len().div_ceil(3);
    known
        .into_iter()
        .map(|it| (distance(&wanted, &folded(it)), it))
        .filter(|(far, _)| *far <= most)
        .min_by_key(|(far, _)| *far)
        .map(|(_, it)| it)
}

/// In lower case, without `_` and `-`.
pub(crate) fn folded(word: &str) -> Vec<char> {
    word.chars()
        .filter(|c| !matches!(c, '_' | '-'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// How many letters are to be changed, added or removed (Levenshtein), two neighbours that changed places once.
fn distance(a: &[char], b: &[char]) -> usize {
    if b.len() > LONGEST {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX - 1);
            let mut best = (at(&row, j) + usize::from(x != y))
                .min(at(&row, j + 1) + 1)
                .min(at(&next, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or(usize::MAX)
}
