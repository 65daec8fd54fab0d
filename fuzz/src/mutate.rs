//! Changes to bytes: flipped, cut, repeated, joined with others, and spliced with what parsers trip over.

/// Pieces that parsers trip over.
const PIECES: [&[u8]; 36] = [
    b"\"", b"\"\"", b"'", b",", b";", b"\t", b"|", b"\r", b"\n", b"\r\n", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"=1+1",
    b"sep=;\n", b"<", b">", b"</", b"/>", b"&amp;", b"&#0;", b"<![CDATA[", b"]]>", b"<!--", b"-1", b"0", b"4294967295",
    b"18446744073709551615", b"1e400", b"A1048577", b"XFE1", b"table:number-rows-repeated=\"9999999\"", b"t=\"s\"", b"r=\"A1\"",
    b"Total,,,,,,,,,,,,,,,,,",
];

/// A small generator of numbers that look random (SplitMix64, Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`; 0 where that is 0.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % end).unwrap_or(0)
    }
}

/// The bytes with one to eight changes.
pub(crate) fn mutate(bytes: &[u8], other: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..=random.below(8) {
        let (at, length) = (random.below(bytes.len() + 1), 1 + random.below(32));
        let end = (at + length).min(bytes.len());
        match random.below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap_or(0),
            2 => drop(bytes.drain(at..end)),
            3 => {
                let piece = bytes[at..end].repeat(1 + random.below(4));
                bytes.splice(at..at, piece);
            }
            4 if random.below(4) == 0 => bytes.truncate(at),
            5 => {
                let from = random.below(other.len() + 1);
                let piece = &other[from..(from + length * 8).min(other.len())];
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}
