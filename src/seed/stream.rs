//! A seed file as a stream of bytes, unpacked on the way if its name ends with `.gz` or `.zst`. Never
//! holds more of a file than a buffer.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

/// How much is read at a time.
pub const CHUNK: usize = 256 * 1024;

/// A file's unpacked bytes.
pub fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let file = BufReader::with_capacity(CHUNK, File::open(path)?);
    Ok(match path.extension().and_then(|it| it.to_str()) {
        Some("gz") => Box::new(MultiGzDecoder::new(file)),
        // All frames of the file, as `zstd -T0` and `cat a.zst b.zst` make them.
        Some("zst") => Box::new(zstd::stream::read::Decoder::with_buffer(file)?),
        _ => Box::new(file),
    })
}

/// A whole file as text.
pub fn read_to_string(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text)?;
    Ok(text)
}
