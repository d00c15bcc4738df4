//! The kernels: each is a function of a shader, with what it reads and writes. The tests compare this table with the shaders.

/// One entry point.
#[derive(Debug, Clone, Copy)]
pub struct Kernel {
    /// The shader's file, for messages.
    pub file: &'static str,
    /// The shared texts before its own.
    before: &'static [Piece],
    own: &'static str,
    /// The function.
    pub entry: &'static str,
    /// What it binds.
    pub bindings: &'static [(u32, Binding)],
}

/// What is at a binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Binding {
    /// The dispatch's own struct.
    Uniform,
    /// The step's [`super::uniforms::Amounts`], found by an offset.
    Step,
    /// Numbers that are read.
    Read,
    /// Numbers that are written.
    Write,
}

/// A text that several shaders share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    /// exp and tanh.
    Math,
    /// Sums and maxima of a workgroup.
    Group,
}

use Binding::{Read, Step, Uniform, Write};
use Piece::{Group, Math};

/// A browser needs this line before a shader that uses subgroups; the library's own compiler does not know it.
const ANNOUNCED: &str = if cfg!(target_arch = "wasm32") { "enable subgroups;\n" } else { "" };

macro_rules! kernels {
    ($($name:ident: $file:literal $path:literal [$($piece:ident),*] $entry:literal [$($at:literal $binding:ident),*];)*) => {
        /// The name of a kernel.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "each is described in its shader")]
        pub enum Name { $($name),* }
        /// All of them, in the order of their names.
        pub const ALL: &[Kernel] = &[$(Kernel {
            file: $file,
            before: &[$($piece),*],
            own: include_str!($path),
            entry: $entry,
            bindings: &[$(($at, $binding)),*],
        }),*];
    };
}

kernels! {
    Examples: "lookup.wgsl" "../../ops/lookup.wgsl" [] "examples" [0 Uniform, 1 Step, 2 Read, 3 Read, 4 Write, 5 Write];
    Lookup: "lookup.wgsl" "../../ops/lookup.wgsl" [] "forward" [0 Uniform, 6 Read, 7 Read, 8 Write];
    Sort: "lookup.wgsl" "../../ops/lookup.wgsl" [] "sort" [0 Uniform, 6 Read, 9 Write, 10 Write];
    Gather: "lookup.wgsl" "../../ops/lookup.wgsl" [] "backward"
        [0 Uniform, 1 Step, 6 Read, 11 Read, 12 Read, 13 Write, 14 Write];
    Multiply: "matmul.wgsl" "../../ops/matmul.wgsl" [] "multiply" [0 Uniform, 1 Read, 2 Read, 3 Read, 4 Write];
    Slices: "sum.wgsl" "../../ops/sum.wgsl" [] "slices" [0 Uniform, 1 Read, 2 Read, 3 Write];
    Columns: "sum.wgsl" "../../ops/sum.wgsl" [] "columns" [0 Uniform, 1 Read, 3 Write];
    Activate: "activation.wgsl" "../../ops/activation.wgsl" [Math] "forward" [0 Uniform, 1 Read, 2 Write];
    Derive: "activation.wgsl" "../../ops/activation.wgsl" [Math] "backward" [0 Uniform, 1 Read, 2 Write, 3 Read];
    Softmax: "softmax.wgsl" "../../ops/softmax.wgsl" [Math, Group] "row" [0 Uniform, 1 Read, 2 Read, 3 Write, 4 Write, 5 Write];
    MeanLoss: "optimizer.wgsl" "optimizer.wgsl" [Group] "mean_loss" [0 Step, 1 Uniform, 13 Read, 14 Write];
    NormParts: "optimizer.wgsl" "optimizer.wgsl" [Group] "norm_parts" [0 Step, 1 Uniform, 2 Read, 3 Read, 10 Write];
    NormScale: "optimizer.wgsl" "optimizer.wgsl" [Group] "norm_scale" [0 Step, 1 Uniform, 11 Read, 12 Write];
    Update: "optimizer.wgsl" "optimizer.wgsl" [Group] "update"
        [0 Step, 1 Uniform, 2 Read, 3 Read, 4 Read, 5 Write, 6 Write, 7 Write];
    Touched: "optimizer.wgsl" "optimizer.wgsl" [Group] "touched"
        [0 Step, 1 Uniform, 2 Read, 4 Read, 5 Write, 8 Read, 9 Read];
}

impl Name {
    /// Its row of the table.
    pub fn kernel(self) -> &'static Kernel {
        &ALL[self as usize]
    }
}

impl Kernel {
    /// The whole text. With `subgroups` a workgroup sums by subgroups.
    pub fn text(&self, subgroups: bool) -> String {
        let mut text = String::new();
        if subgroups && self.before.contains(&Group) {
            text.push_str(ANNOUNCED);
        }
        for piece in self.before {
            text.push_str(match (piece, subgroups) {
                (Math, _) => include_str!("../../ops/math.wgsl"),
                (Group, false) => include_str!("../../ops/group.wgsl"),
                (Group, true) => include_str!("../../ops/group_subgroups.wgsl"),
            });
        }
        text + self.own
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use naga::proc::{GlobalCtx, Layouter};
    use naga::valid::{Capabilities, ValidationFlags, Validator};
    use naga::{AddressSpace, Module, ScalarKind, StorageAccess, TypeInner};

    use super::super::uniforms::{self, Uniform as Struct};
    use super::*;

    fn parsed(kernel: &Kernel, subgroups: bool) -> Module {
        let text = kernel.text(subgroups);
        naga::front::wgsl::parse_str(&text)
            .unwrap_or_else(|error| panic!("{}: {}", kernel.file, error.emit_to_string(&text)))
    }

    #[test]
    fn every_shader_is_valid_and_binds_what_the_table_says() {
        for (kernel, subgroups) in ALL.iter().flat_map(|kernel| [(kernel, false), (kernel, true)]) {
            let module = parsed(kernel, subgroups);
            // Only capabilities that every device has, and subgroups if they are asked for.
            let able = if subgroups { Capabilities::SUBGROUP } else { Capabilities::empty() };
            let info = Validator::new(ValidationFlags::all(), able)
                .subgroup_stages(naga::valid::ShaderStages::COMPUTE)
                .subgroup_operations(naga::valid::SubgroupOperationSet::all())
                .validate(&module)
                .unwrap_or_else(|error| {
                    panic!("{}: {}", kernel.file, error.emit_to_string(&kernel.text(subgroups)))
                });
            let at = module
                .entry_points
                .iter()
                .position(|entry| entry.name == kernel.entry)
                .unwrap_or_else(|| panic!("{} has no {}", kernel.file, kernel.entry));
            let used = module.global_variables.iter().filter_map(|(handle, variable)| {
                let binding = variable.binding.as_ref()?;
                let used = !info.get_entry_point(at)[handle].is_empty();
                used.then_some((binding.binding, variable.space))
            });
            let mut seen = BTreeSet::new();
            for (binding, space) in used {
                let said = kernel.bindings.iter().find(|(at, _)| *at == binding);
                let Some((_, said)) = said else {
                    panic!("{} {} binds {binding}, the table does not say so", kernel.file, kernel.entry)
                };
                let fits = match said {
                    Uniform | Step => space == AddressSpace::Uniform,
                    Read => space == AddressSpace::Storage { access: StorageAccess::LOAD },
                    Write => {
                        space == AddressSpace::Storage { access: StorageAccess::LOAD | StorageAccess::STORE }
                    }
                };
                assert!(fits, "{} {}: {binding} is {space:?}, not {said:?}", kernel.file, kernel.entry);
                seen.insert(binding);
            }
            for (binding, _) in kernel.bindings {
                assert!(seen.contains(binding), "{} {} never uses {binding}", kernel.file, kernel.entry);
            }
            // What every WebGPU device has: eight storage buffers, 256 invocations, 16 kB of workgroup memory.
            let storage = kernel.bindings.iter().filter(|(_, b)| matches!(b, Read | Write)).count();
            assert!(storage <= 8, "{} {} has {storage} storage buffers", kernel.file, kernel.entry);
            assert!(module.entry_points[at].workgroup_size.iter().product::<u32>() <= 256);
            let mut layouter = Layouter::default();
            layouter.update(GlobalCtx { ..module.to_ctx() }).expect("laid out");
            let workgroup: u32 = module
                .global_variables
                .iter()
                .filter(|(handle, variable)| {
                    variable.space == AddressSpace::WorkGroup && !info.get_entry_point(at)[*handle].is_empty()
                })
                .map(|(_, variable)| layouter[variable.ty].size)
                .sum();
            assert!(workgroup <= 16_384, "{} {}: {workgroup} bytes", kernel.file, kernel.entry);
        }
    }

    /// Compares a Rust struct with the WGSL struct of its name in a shader.
    fn same_layout<S: Struct>(kernel: Name) {
        let kernel = kernel.kernel();
        let module = parsed(kernel, false);
        let found = module.types.iter().find(|(_, ty)| ty.name.as_deref() == Some(S::NAME));
        let (_, ty) = found.unwrap_or_else(|| panic!("{} has no {}", kernel.file, S::NAME));
        let TypeInner::Struct { members, span } = &ty.inner else { panic!("{} is no struct", S::NAME) };
        let theirs: Vec<_> = members
            .iter()
            .map(|member| {
                let TypeInner::Scalar(scalar) = module.types[member.ty].inner else {
                    panic!("{} has a field that is no number", S::NAME)
                };
                let kind = match scalar.kind {
                    ScalarKind::Uint => "u32",
                    ScalarKind::Float => "f32",
                    other => panic!("{other:?}"),
                };
                (member.name.clone().expect("named"), member.offset as usize, kind)
            })
            .collect();
        let ours: Vec<_> = S::FIELDS.iter().map(|&(name, at, kind)| (name.to_owned(), at, kind)).collect();
        assert_eq!(ours, theirs, "{}", S::NAME);
        assert_eq!(core::mem::size_of::<S>(), *span as usize, "{}", S::NAME);
    }

    #[test]
    fn every_uniform_lies_as_its_shader_reads_it() {
        same_layout::<uniforms::Product>(Name::Multiply);
        same_layout::<uniforms::Sum>(Name::Slices);
        same_layout::<uniforms::Activation>(Name::Activate);
        same_layout::<uniforms::Softmax>(Name::Softmax);
        same_layout::<uniforms::Lookup>(Name::Lookup);
        same_layout::<uniforms::Dealt>(Name::Examples);
        same_layout::<uniforms::Amounts>(Name::Update);
        same_layout::<uniforms::Stretch>(Name::Update);
        // The look-up reads the first fields of the step's numbers.
        let ours = &<uniforms::Amounts as Struct>::FIELDS[..2];
        assert_eq!(<uniforms::Dealt as Struct>::FIELDS, ours);
    }

    #[test]
    fn subgroups_are_used_where_they_are_asked_for_only() {
        for kernel in ALL {
            assert!(!kernel.text(false).contains("subgroup"), "{}", kernel.file);
            let together =
                ["sum_of(index, ", "largest_of(index, "].iter().any(|call| kernel.own.contains(call));
            assert_eq!(kernel.text(true).contains("subgroupAdd"), together, "{}", kernel.file);
        }
    }

    #[test]
    fn bytes_are_the_fields_in_order() {
        let sum = uniforms::Sum { rows: 1, columns: 2, length: 3, bias: 4 };
        assert_eq!(sum.bytes(), [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
        assert_eq!(sum.bytes().len(), core::mem::size_of_val(&sum));
    }
}
