//! The segmentation library alone, for `text.mjs`: how fast it finds a text's words when nothing is done with them.

use std::cell::RefCell;

use unicode_segmentation::UnicodeSegmentation;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Room for so many bytes of UTF-8; the caller writes them there.
#[unsafe(no_mangle)]
pub extern "C" fn room(bytes: usize) -> *mut u8 {
    TEXT.with_borrow_mut(|text| {
        text.resize(bytes, 0);
        text.as_mut_ptr()
    })
}

/// The words, white space and punctuation of the text that was written, counted; 0 where it is not UTF-8.
#[unsafe(no_mangle)]
pub extern "C" fn segments() -> usize {
    TEXT.with_borrow(|text| core::str::from_utf8(text).map_or(0, |text| text.split_word_bounds().count()))
}
