//! Which pieces of the first screen of `reach` fit.

use super::out::rows;

/// A piece of the screen that is shown whole or not at all.
pub(super) struct Block(pub(super) Vec<String>);

impl Block {
    fn rows(&self, columns: Option<usize>) -> usize {
        self.0.iter().map(|line| rows(line, columns)).sum()
    }
}

/// How many blocks of each kind fit.
#[derive(Clone, Copy, Default)]
pub(super) struct Plan {
    /// Steps with their commands.
    pub(super) steps: usize,
    /// Steps after those, without.
    pub(super) heads: usize,
    /// Paths with their hops.
    pub(super) full: usize,
    /// Paths after those, in one line.
    pub(super) brief: usize,
}

impl Plan {
    /// The rows it takes of `[steps, heads, full, brief]`.
    fn rows(self, [steps, heads, full, brief]: [&[Block]; 4], columns: Option<usize>) -> usize {
        let steps = steps.iter().take(self.steps);
        let heads = heads.iter().skip(self.steps).take(self.heads);
        let full = full.iter().take(self.full);
        let brief = brief.iter().skip(self.full).take(self.brief);
        let all = steps.chain(heads).chain(full).chain(brief);
        all.map(|block| block.rows(columns)).sum()
    }
}

/// Shares the rows of the screen: the first step and the first path always; then, as long as they
/// fit, the title of a second step, a second path in one line, the titles of the next steps, one more path, the commands of a
/// step, the hops of a path.
pub(super) fn plan(rows: usize, columns: Option<usize>, blocks: &[&Vec<Block>; 4]) -> Plan {
    let blocks = blocks.map(Vec::as_slice);
    let [steps, _, full, _] = blocks;
    let mut plan = Plan {
        steps: steps.len().min(1),
        full: full.len().min(1),
        ..Plan::default()
    };
    loop {
        let paths = plan.full + plan.brief;
        let acts = plan.steps + plan.heads;
        let brief = Plan {
            brief: plan.brief + 1,
            ..plan
        };
        let head = Plan {
            heads: plan.heads + 1,
            ..plan
        };
        let step = Plan {
            steps: plan.steps + 1,
            heads: plan.heads.saturating_sub(1),
            ..plan
        };
        let whole = Plan {
            full: plan.full + 1,
            brief: plan.brief.saturating_sub(1),
            ..plan
        };
        let tries = [
            (acts < steps.len().min(2), head),
            (paths < full.len().min(2), brief),
            (acts < steps.len().min(4), head),
            (paths < full.len().min(3), brief),
            (plan.steps < steps.len().min(2), step),
            (plan.full < full.len(), whole),
            (plan.steps < steps.len(), step),
            (paths < full.len(), brief),
        ];
        let next = tries
            .into_iter()
            .find(|(possible, next)| *possible && next.rows(blocks, columns) <= rows);
        match next {
            Some((_, next)) => plan = next,
            None => return plan,
        }
    }
}
