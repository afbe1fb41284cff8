//! What goes with an edge inside the great component.

use super::touched::{Shift, Touched, grown};

impl Touched<'_> {
    /// What goes with an edge of the great component, which may fall apart: then one part is small mostly.
    pub(super) fn lost_inside(&mut self, edge: u32, (tail, head): (u32, u32)) -> Option<Shift> {
        self.view.gone = Some(edge);
        let still = self.view.ahead(&[tail], |_| false)?;
        let vertices = 0..self.view.graph.vertices();
        let parted = vertices.filter(|it| self.reached(*it) && !still.has(*it));
        let targets = self.targets(parted);
        let mut shift = Shift::default();
        if targets.is_empty() {
            return Some(shift);
        }
        let none = vec![0i64; self.question.classes];
        if targets.len() < self.question.class.len() / 1000 + 8 {
            // All that lead to the great component lose each of these, but for those that still come there.
            shift.shared.clone_from(&none);
            for (target, class) in targets {
                let reaching = self.view.behind(&[target], |_| false)?;
                let add = |counts: &mut Vec<i64>, by: i64| {
                    if let Some(count) = counts.get_mut(class) {
                        *count += by;
                    }
                };
                add(&mut shift.shared, -1);
                for source in reaching.all.iter().filter(|it| self.leads(**it)) {
                    if self.sources.has(*source) {
                        add(shift.own.entry(*source).or_insert_with(|| none.clone()), 1);
                    }
                }
            }
            return Some(shift);
        }
        // Whoever still comes to the head loses nothing.
        let coming = self.view.behind(&[head], |_| false)?;
        let vertices = 0..self.view.graph.vertices();
        let parted = vertices.filter(|it| self.leads(*it) && !coming.has(*it));
        for source in self.sources_of(&parted.collect::<Vec<_>>()) {
            self.view.gone = None;
            let before = self.counted(&[source])?;
            self.view.gone = Some(edge);
            let mut after = vec![0i64; self.question.classes];
            let found = self.view.ahead(&[source], |_| false)?;
            for (_, class) in self.targets(found.all.into_iter()) {
                if let Some(count) = after.get_mut(class) {
                    *count += 1;
                }
            }
            shift.own.insert(source, grown(&before, &after));
        }
        Some(shift)
    }
}
