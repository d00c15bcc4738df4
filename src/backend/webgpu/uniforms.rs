//! The small structs that a dispatch reads. Each is the twin of a WGSL struct of the same name; a test compares every field's offset
//! with the shader compiler's.

/// A struct that is copied to the card as it is: fields of four bytes each, without gaps.
pub trait Uniform {
    /// The WGSL struct.
    const NAME: &'static str;
    /// Each field's name, its offset in bytes, and its WGSL type.
    const FIELDS: &'static [(&'static str, usize, &'static str)];
    /// As the card reads it.
    fn bytes(&self) -> Vec<u8>;
}

macro_rules! uniform {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $field:ident: $kind:ident,)* }) => {
        $(#[$about])*
        #[repr(C)]
        #[derive(Debug, Clone, Copy, PartialEq, Default)]
        pub struct $name { $($(#[$doc])* pub $field: $kind,)* }

        impl Uniform for $name {
            const NAME: &'static str = stringify!($name);
            const FIELDS: &'static [(&'static str, usize, &'static str)] =
                &[$((stringify!($field), core::mem::offset_of!($name, $field), stringify!($kind))),*];
            fn bytes(&self) -> Vec<u8> {
                [$(self.$field.to_le_bytes()),*].concat()
            }
        }
    };
}

uniform! {
    /// Of `matmul.wgsl`: one product, C = A B.
    Product {
        /// Rows of C.
        m: u32,
        /// Columns of C.
        n: u32,
        /// Columns of A, rows of B.
        k: u32,
        /// Numbers from a row of A to the next.
        a_row: u32,
        /// Numbers from a column of A to the next.
        a_column: u32,
        /// Numbers from a row of B to the next.
        b_row: u32,
        /// Numbers from a column of B to the next.
        b_column: u32,
        /// How much of k one z of the dispatch sums.
        slice: u32,
        /// 1 where a bias is added to each row.
        bias: u32,
    }
}

uniform! {
    /// Of `sum.wgsl`.
    Sum {
        /// What is summed: rows, or slices.
        rows: u32,
        /// Of a row; the bias's length.
        columns: u32,
        /// Of the result.
        length: u32,
        /// 1 where a bias is added.
        bias: u32,
    }
}

uniform! {
    /// Of `activation.wgsl`.
    Activation {
        /// B·H
        length: u32,
        /// 0 tanh, 1 sigmoid, 2 relu.
        function: u32,
    }
}

uniform! {
    /// Of `softmax.wgsl`.
    Softmax {
        /// B
        batch: u32,
        /// |V|
        words: u32,
        /// 1 where yhat is written.
        keep: u32,
        /// 1/B
        scale: f32,
    }
}

uniform! {
    /// Of `lookup.wgsl`.
    Lookup {
        /// B
        batch: u32,
        /// n
        context: u32,
        /// d
        embedding: u32,
        /// Bits of a word's id, a multiple of 6.
        bits: u32,
        /// Tokens from an example's target to the next one's.
        stride: u32,
        /// The first example's target.
        offset: u32,
        /// The token before which no context reads, or `u32::MAX`.
        boundary: u32,
    }
}

uniform! {
    /// Of `optimizer.wgsl`: one step's numbers. `lookup.wgsl` reads its first two.
    Amounts {
        /// The place of the step's first example in the order.
        first: u32,
        /// The step's number on this card, never 0.
        stamp: u32,
        /// The place of its loss.
        slot: u32,
        /// 0 SGD, 1 momentum, 2 AdamW.
        rule: u32,
        /// eta
        rate: f32,
        /// 1 - rate · decay
        keep: f32,
        /// The largest norm; 0 for none.
        clip: f32,
        /// mu
        momentum: f32,
        /// Of the first moment.
        beta1: f32,
        /// 1 - beta1
        rest1: f32,
        /// Of the second moment.
        beta2: f32,
        /// 1 - beta2
        rest2: f32,
        /// 1 - beta1^t
        correction1: f32,
        /// 1 - beta2^t
        correction2: f32,
        /// Added to the root.
        epsilon: f32,
    }
}

uniform! {
    /// The part of [`Amounts`] that `lookup.wgsl` reads.
    Dealt {
        /// As there.
        first: u32,
        /// As there.
        stamp: u32,
    }
}

uniform! {
    /// Of `optimizer.wgsl`: what a dispatch runs over.
    Stretch {
        /// How many numbers, or positions, or pairs.
        length: u32,
        /// Numbers that share a stamp; 0 where every number counts.
        row: u32,
        /// Where this tensor's pairs begin.
        pairs: u32,
    }
}
