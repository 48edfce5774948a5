//! The same work on many things, on every CPU. It knows nothing of what the work is.

use std::thread;

/// Does the work with every item; the results are in the order of the items.
pub fn map<T: Send, R: Send>(
    items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
    map_with(items, || (), |(), item| work(item))
}

/// The same, where each CPU has a memory of its own for its share of the items.
pub fn map_with<T: Send, R: Send, M>(
    items: impl IntoIterator<Item = T, IntoIter: ExactSizeIterator>,
    memory: impl Fn() -> M + Sync,
    work: impl Fn(&mut M, T) -> R + Sync,
) -> Vec<R> {
    let each = |share: Vec<T>| {
        let mut memory = memory();
        share.into_iter().map(|item| work(&mut memory, item)).collect::<Vec<R>>()
    };
    let mut items = items.into_iter();
    let workers = thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(workers);
    let own: Vec<T> = items.by_ref().take(share).collect();
    thread::scope(|scope| {
        let mut others = Vec::new();
        while items.len() > 0 {
            let share: Vec<T> = items.by_ref().take(share).collect();
            let each = &each;
            others.push(scope.spawn(move || each(share)));
        }
        let mut results = each(own);
        for other in others {
            match other.join() {
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
            assert_eq!(map(items, |item| item + 1), (1..=count).collect::<Vec<_>>());
        }
    }
}
