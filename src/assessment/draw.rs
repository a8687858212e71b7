//! Chance that can be had again: the same seed gives the same numbers on every computer, today and
//! in ten years. Whole numbers only, because powers and logarithms differ between machines.

/// Numbers that a text gives. Not for secrets.
pub(super) struct Chance(u64);

impl Chance {
    /// Any text is a seed.
    pub(super) fn of(seed: &str) -> Self {
        // FNV-1a over the bytes.
        let hash = seed.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        Self(hash)
    }

    /// SplitMix64.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of `0..end`; 0 where that is empty.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        // The high half of the product; with so few claims, what is uneven about it is below 2⁻⁵⁰.
        let product = u128::from(self.next()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or(0)
    }
}

/// Draws up to `size` places of a list, each at most once. At every draw, a place that is left is
/// as likely as its weight says. The first of them are a sample by themselves.
pub(super) fn draw(weights: &[u64], size: usize, seed: &str) -> Vec<usize> {
    let mut chance = Chance::of(seed);
    let mut left: Vec<(usize, u64)> = weights.iter().copied().enumerate().collect();
    left.retain(|(_, weight)| *weight > 0);
    let mut drawn = Vec::new();
    while drawn.len() < size && !left.is_empty() {
        let all = left.iter().map(|(_, weight)| weight).sum();
        let mut point = chance.below(all);
        let mut at = 0;
        while let Some((_, weight)) = left.get(at)
            && point >= *weight
        {
            point -= weight;
            at += 1;
        }
        // Never beyond the end, as the point lies below the sum.
        drawn.push(left.remove(at.min(left.len() - 1)).0);
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of this generator for the state 0, as its author publishes them.
    #[test]
    fn the_generator_is_the_one_that_it_says() {
        let mut chance = Chance(0);
        let first = [chance.next(), chance.next(), chance.next()];
        assert_eq!(
            first,
            [
                0xe220_a839_7b1d_cdaf,
                0x6e78_9e6a_a1b9_65f4,
                0x06c4_5d18_8009_454f
            ]
        );
    }

    #[test]
    fn weights_decide_how_often_a_place_is_drawn() {
        let mut first = [0_u32; 3];
        for seed in 0..6000 {
            first[draw(&[1, 2, 3], 1, &seed.to_string())[0]] += 1;
        }
        for (count, expected) in first.iter().zip([1000_i64, 2000, 3000]) {
            assert!((i64::from(*count) - expected).abs() < 150, "{first:?}");
        }
        assert_eq!(draw(&[0, 5, 0], 3, "x"), [1]);
        assert_eq!(draw(&[], 3, "x"), Vec::<usize>::new());
    }
}
