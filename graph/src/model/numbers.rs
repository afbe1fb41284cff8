//! A graph as bytes, all of it, and back: little-endian numbers, each list after its length.
//!
//! Reading believes nothing: lengths are held against the bytes that are there before anything is set aside for them.

use super::row::Row;

/// Why bytes are no graph: what is wrong, in a few words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Malformed(pub(crate) &'static str);

/// Takes numbers and texts one after another.
#[derive(Debug, Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    fn length(&mut self, length: usize) {
        self.0.extend_from_slice(&(length as u64).to_le_bytes());
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.length(bytes.len());
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn numbers(&mut self, numbers: &[u32]) {
        self.length(numbers.len());
        self.0
            .extend(numbers.iter().flat_map(|it| it.to_le_bytes()));
    }

    pub(super) fn places(&mut self, places: &[u64]) {
        self.length(places.len());
        self.0.extend(places.iter().flat_map(|it| it.to_le_bytes()));
    }

    pub(super) fn rows<R: Row>(&mut self, rows: &[R]) {
        self.length(rows.len());
        for row in rows {
            let numbers = row.numbers();
            let bytes = numbers.as_ref().iter().flat_map(|it| it.to_le_bytes());
            self.0.extend(bytes);
        }
    }
}

/// Gives them back.
#[derive(Debug)]
pub(super) struct Reader<'b>(pub(super) &'b [u8]);

impl<'b> Reader<'b> {
    /// The bytes of the next list of elements of so many bytes each.
    fn list(&mut self, width: usize) -> Result<&'b [u8], Malformed> {
        let short = Malformed("it ends early");
        let (length, rest) = self.0.split_first_chunk::<8>().ok_or(short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short)?;
        let size = length.checked_mul(width).ok_or(short)?;
        let (list, rest) = rest.split_at_checked(size).ok_or(short)?;
        self.0 = rest;
        Ok(list)
    }

    pub(super) fn bytes(&mut self) -> Result<&'b [u8], Malformed> {
        self.list(1)
    }

    pub(super) fn text(&mut self) -> Result<&'b str, Malformed> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Malformed("a text is not UTF-8"))
    }

    pub(super) fn numbers(&mut self) -> Result<Vec<u32>, Malformed> {
        let (numbers, _) = self.list(4)?.as_chunks::<4>();
        Ok(numbers.iter().map(|it| u32::from_le_bytes(*it)).collect())
    }

    pub(super) fn places(&mut self) -> Result<Vec<u64>, Malformed> {
        let (places, _) = self.list(8)?.as_chunks::<8>();
        Ok(places.iter().map(|it| u64::from_le_bytes(*it)).collect())
    }

    pub(super) fn rows<R: Row>(&mut self) -> Result<Vec<R>, Malformed> {
        let (numbers, _) = self.list(R::WIDTH * 4)?.as_chunks::<4>();
        let mut row = Vec::with_capacity(R::WIDTH);
        let mut rows = Vec::with_capacity(numbers.len() / R::WIDTH);
        for numbers in numbers.chunks_exact(R::WIDTH) {
            row.clear();
            row.extend(numbers.iter().map(|it| u32::from_le_bytes(*it)));
            rows.extend(R::read(&row));
        }
        Ok(rows)
    }

    pub(super) fn end(&self) -> Result<(), Malformed> {
        match self.0 {
            [] => Ok(()),
            _ => Err(Malformed("something follows its end")),
        }
    }
}
