//! The same work on many things, on every CPU. It knows nothing of what the work is.

use std::thread;

/// Does the work with every item; the results are in the order of the items.
pub fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    map_with(items, || (), |(), item| work(item))
}

/// The same, where each CPU has a memory of its own for its share of the items.
pub fn map_with<T: Sync, R: Send, M>(
    items: &[T],
    memory: impl Fn() -> M + Sync,
    work: impl Fn(&mut M, &T) -> R + Sync,
) -> Vec<R> {
    let each = |share: &[T]| {
        let mut memory = memory();
        share.iter().map(|item| work(&mut memory, item)).collect::<Vec<R>>()
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(workers).max(1);
    let (own, others) = items.split_at(share.min(items.len()));
    thread::scope(|scope| {
        let handles: Vec<_> = others.chunks(share).map(|share| scope.spawn(move || each(share))).collect();
        let mut results = each(own);
        for handle in handles {
            match handle.join() {
                Ok(more) => results.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_their_order() {
        for count in [0, 1, 2, 1000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(map(&items, |item| item + 1), (1..=count).collect::<Vec<_>>());
        }
    }
}
