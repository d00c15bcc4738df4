//! The device: finds an adapter, asks it for a device, compiles the kernels, and keeps the first fault.

use std::sync::{Arc, Mutex, PoisonError};

use super::shaders::{self, Binding, Kernel, Name};
use super::signal::Signal;
use super::uniforms::{Amounts, Uniform};
use crate::error::{Error, Result};
use crate::reason::{self, Reason};

/// A device with its compiled kernels. A clone is the same device.
#[derive(Debug, Clone)]
pub struct Card {
    pub(super) device: wgpu::Device,
    pub(super) queue: wgpu::Queue,
    kernels: Arc<Vec<Compiled>>,
    fault: Arc<Mutex<Option<Reason>>>,
    binding_limit: u64,
    /// Whether the kernels use subgroups.
    pub subgroups: bool,
    /// Which adapter, for people.
    pub detail: String,
}

/// Options for [`Card::open`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// Whether the kernels use subgroups. Default: if the library can ask the adapter for them. In a browser it cannot; a caller that
    /// says yes there has made sure that the device has them.
    pub subgroups: Option<bool>,
    /// A smaller `maxStorageBufferBindingSize` than the adapter's, for tests.
    pub binding_limit: Option<u64>,
    /// Replaces a text in a shader, for tests.
    pub spoil: Option<Spoil>,
}

/// A change that makes a shader wrong.
#[derive(Debug, Clone, Copy)]
pub struct Spoil {
    /// The shader's file.
    pub file: &'static str,
    /// A text in it.
    pub text: &'static str,
    /// What replaces the text.
    pub instead: &'static str,
}

#[derive(Debug)]
struct Compiled {
    layout: wgpu::BindGroupLayout,
    pipeline: wgpu::ComputePipeline,
}

/// One kernel over these buffers.
#[derive(Debug)]
pub(super) struct Dispatch {
    name: Name,
    bound: wgpu::BindGroup,
    groups: [u32; 3],
    /// Whether it reads the step's numbers, which are found by an offset.
    of_step: bool,
}

/// Bytes from one step's numbers to the next: an offset that every device allows.
pub(super) const STEP_BYTES: u64 = 256;
/// The most workgroups in one direction.
const MOST_GROUPS: u32 = 65_535;

impl Card {
    /// Opens the system's high-performance adapter and compiles every kernel.
    ///
    /// # Errors
    /// No adapter, no device, or a shader that does not compile.
    pub async fn open(asked: Asked) -> Result<Card> {
        let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
        let options = wgpu::RequestAdapterOptions {
            power_preference: wgpu::PowerPreference::HighPerformance,
            ..Default::default()
        };
        let adapter =
            instance.request_adapter(&options).await.map_err(|_| Error::Device(reason::card_none()))?;
        let theirs = adapter.limits();
        let binding_limit =
            asked.binding_limit.unwrap_or(u64::MAX).min(theirs.max_storage_buffer_binding_size);
        let theirs_too = adapter.features() & wgpu::Features::SUBGROUP;
        let subgroups = asked.subgroups.unwrap_or(!theirs_too.is_empty());
        let required_features = if subgroups { theirs_too } else { wgpu::Features::empty() };
        let limits = wgpu::Limits {
            max_storage_buffer_binding_size: binding_limit,
            max_buffer_size: theirs.max_buffer_size,
            ..wgpu::Limits::defaults()
        };
        let (device, queue) = adapter
            .request_device(&wgpu::DeviceDescriptor {
                required_features,
                required_limits: limits,
                ..Default::default()
            })
            .await
            .map_err(|error| Error::Device(reason::card_no_device(error.to_string())))?;
        let fault = Arc::new(Mutex::new(None));
        let keep = |fault: &Arc<Mutex<Option<Reason>>>, message: Reason| {
            // The first fault is the cause; later ones follow from it.
            fault.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(message);
        };
        let lost = fault.clone();
        device.set_device_lost_callback(move |cause, message| {
            keep(&lost, reason::card_lost(format!("{cause:?}: {message}")));
        });
        let wrong = fault.clone();
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            keep(&wrong, reason::card_fault(error.to_string()));
        }));
        let kernels = Arc::new(compile(&device, subgroups, asked.spoil).await?);
        let detail = described(&adapter.get_info());
        Ok(Card { device, queue, kernels, fault, binding_limit, subgroups, detail })
    }

    /// The first fault since the card was opened; no result can be trusted after it.
    pub fn fault(&self) -> Option<Reason> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Ends the device: every later use of it fails.
    pub fn destroy(&self) {
        self.device.destroy();
    }

    /// The most bytes of one tensor.
    pub fn binding_limit(&self) -> u64 {
        self.binding_limit
    }

    fn sound(&self) -> Result<()> {
        self.fault().map_or(Ok(()), |message| Err(Error::Device(message)))
    }

    /// A buffer of `numbers` numbers of four bytes, all zero.
    ///
    /// # Errors
    /// More than one binding can hold.
    pub(super) fn room(&self, what: &str, numbers: u64) -> Result<wgpu::Buffer> {
        let bytes = 4 * numbers.max(1);
        if bytes > self.binding_limit {
            return Err(Error::Device(reason::card_piece(what, numbers, bytes, self.binding_limit)));
        }
        Ok(self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some(what),
            size: bytes,
            usage: wgpu::BufferUsages::STORAGE | wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::COPY_SRC,
            mapped_at_creation: false,
        }))
    }

    /// A buffer that dispatches read as a uniform.
    pub(super) fn uniform(&self, bytes: u64) -> wgpu::Buffer {
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("uniform"),
            size: bytes,
            usage: wgpu::BufferUsages::UNIFORM | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }

    /// Makes buffers; the card's refusal becomes an error.
    pub(super) async fn allocate<T>(&self, what: &str, make: impl FnOnce() -> Result<T>) -> Result<T> {
        self.sound()?;
        let memory = self.device.push_error_scope(wgpu::ErrorFilter::OutOfMemory);
        let validation = self.device.push_error_scope(wgpu::ErrorFilter::Validation);
        let made = make();
        let validation = validation.pop();
        let memory = memory.pop();
        let (invalid, full) = (validation.await, memory.await);
        if full.is_some() {
            return Err(Error::Device(reason::card_full(what)));
        }
        match invalid {
            Some(error) => Err(Error::Device(reason::card_refused(what, error.to_string()))),
            None => made,
        }
    }

    /// Writes numbers to the start of a buffer.
    pub(super) fn write(&self, buffer: &wgpu::Buffer, numbers: &[f32]) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.queue.write_buffer(buffer, 0, &bytes);
    }

    /// As [`Card::write`].
    pub(super) fn write_ids(&self, buffer: &wgpu::Buffer, ids: &[u32]) {
        let bytes: Vec<u8> = ids.iter().flat_map(|x| x.to_le_bytes()).collect();
        self.queue.write_buffer(buffer, 0, &bytes);
    }

    /// A dispatch of a kernel. The buffers are in the order of its bindings; `uniform` is its own struct.
    pub(super) fn dispatch(
        &self,
        name: Name,
        groups: [u32; 3],
        uniform: Option<&[u8]>,
        steps: &wgpu::Buffer,
        buffers: &[&wgpu::Buffer],
    ) -> Dispatch {
        let kernel = name.kernel();
        let own = uniform.map(|bytes| {
            let buffer = self.uniform(bytes.len() as u64);
            self.queue.write_buffer(&buffer, 0, bytes);
            buffer
        });
        let mut rest = buffers.iter();
        let mut of_step = false;
        let entries: Vec<_> = kernel
            .bindings
            .iter()
            .map(|&(binding, kind)| {
                let resource = match kind {
                    Binding::Uniform => own.as_ref().expect("this kernel has a uniform").as_entire_binding(),
                    Binding::Step => {
                        of_step = true;
                        wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                            buffer: steps,
                            offset: 0,
                            size: wgpu::BufferSize::new(core::mem::size_of::<Amounts>() as u64),
                        })
                    }
                    Binding::Read | Binding::Write => {
                        rest.next().expect("a buffer for each binding").as_entire_binding()
                    }
                };
                wgpu::BindGroupEntry { binding, resource }
            })
            .collect();
        assert!(rest.next().is_none(), "{}: more buffers than bindings", kernel.entry);
        let bound = self.device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(kernel.entry),
            layout: &self.kernels[name as usize].layout,
            entries: &entries,
        });
        Dispatch { name, bound, groups, of_step }
    }

    /// Encodes a step's dispatches in order; `slot` is the place of the step's numbers.
    pub(super) fn encode(&self, pass: &mut wgpu::ComputePass<'_>, dispatches: &[Dispatch], slot: u64) {
        let offset = (slot * STEP_BYTES) as u32;
        for dispatch in dispatches {
            pass.set_pipeline(&self.kernels[dispatch.name as usize].pipeline);
            let offsets: &[u32] = if dispatch.of_step { &[offset] } else { &[] };
            pass.set_bind_group(0, &dispatch.bound, offsets);
            let [x, y, z] = dispatch.groups;
            pass.dispatch_workgroups(x, y, z);
        }
    }

    /// Reads the first numbers of each buffer, after everything submitted earlier is done.
    ///
    /// # Errors
    /// The card was lost.
    pub(super) async fn read(&self, wanted: &[(&wgpu::Buffer, u64)]) -> Result<Vec<Vec<f32>>> {
        let total: u64 = wanted.iter().map(|(_, numbers)| 4 * numbers).sum();
        let landing = self
            .allocate("what is read back", || {
                Ok(self.device.create_buffer(&wgpu::BufferDescriptor {
                    label: Some("read back"),
                    size: total.max(4),
                    usage: wgpu::BufferUsages::COPY_DST | wgpu::BufferUsages::MAP_READ,
                    mapped_at_creation: false,
                }))
            })
            .await?;
        let mut encoder = self.device.create_command_encoder(&Default::default());
        let mut at = 0;
        for &(buffer, numbers) in wanted {
            if numbers > 0 {
                encoder.copy_buffer_to_buffer(buffer, 0, &landing, at, Some(4 * numbers));
            }
            at += 4 * numbers;
        }
        self.queue.submit([encoder.finish()]);
        let bytes = self.landed(&landing).await?;
        let mut bytes = bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four));
        Ok(wanted.iter().map(|&(_, numbers)| bytes.by_ref().take(numbers as usize).collect()).collect())
    }

    /// A mapped buffer's bytes.
    async fn landed(&self, landing: &wgpu::Buffer) -> Result<Vec<u8>> {
        let signal = Signal::new();
        let set = signal.clone();
        landing.map_async(wgpu::MapMode::Read, .., move |outcome| set.set(outcome));
        // In a browser the event loop polls.
        #[cfg(not(target_arch = "wasm32"))]
        self.device
            .poll(wgpu::PollType::wait_indefinitely())
            .map_err(|error| self.gone(&error.to_string()))?;
        signal.await.map_err(|_| self.gone("nothing could be read back"))?;
        self.sound()?;
        let range = landing.get_mapped_range(..).map_err(|error| self.gone(&error.to_string()))?;
        let bytes = range.to_vec();
        drop(range);
        landing.unmap();
        Ok(bytes)
    }

    /// Notes the fault even if the card reports it later, so that the run can continue without the card.
    fn gone(&self, otherwise: &str) -> Error {
        let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
        Error::Device(fault.get_or_insert_with(|| reason::card_lost(otherwise)).clone())
    }
}

/// Workgroups of `each` invocations for `numbers` numbers. If the limit leaves too few, the kernel loops in strides.
pub(super) fn groups(numbers: u64, each: u64) -> [u32; 3] {
    [numbers.div_ceil(each).clamp(1, u64::from(MOST_GROUPS)) as u32, 1, 1]
}

async fn compile(device: &wgpu::Device, subgroups: bool, spoil: Option<Spoil>) -> Result<Vec<Compiled>> {
    let mut compiled = Vec::new();
    let mut module: Option<(&str, wgpu::ShaderModule)> = None;
    for kernel in shaders::ALL {
        let scope = device.push_error_scope(wgpu::ErrorFilter::Validation);
        let shader = match &module {
            Some((file, shader)) if *file == kernel.file => shader.clone(),
            _ => {
                let mut text = kernel.text(subgroups);
                if let Some(spoil) = spoil
                    && spoil.file == kernel.file
                {
                    text = text.replace(spoil.text, spoil.instead);
                }
                device.create_shader_module(wgpu::ShaderModuleDescriptor {
                    label: Some(kernel.file),
                    source: wgpu::ShaderSource::Wgsl(text.into()),
                })
            }
        };
        module = Some((kernel.file, shader.clone()));
        let layout = layout(device, kernel);
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label: None,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let pipeline = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label: Some(kernel.entry),
            layout: Some(&pipeline_layout),
            module: &shader,
            entry_point: Some(kernel.entry),
            compilation_options: Default::default(),
            cache: None,
        });
        if let Some(error) = scope.pop().await {
            return Err(Error::Device(reason::card_shader(kernel.file, kernel.entry, error.to_string())));
        }
        compiled.push(Compiled { layout, pipeline });
    }
    Ok(compiled)
}

fn layout(device: &wgpu::Device, kernel: &Kernel) -> wgpu::BindGroupLayout {
    let entries: Vec<_> = kernel
        .bindings
        .iter()
        .map(|&(binding, kind)| wgpu::BindGroupLayoutEntry {
            binding,
            visibility: wgpu::ShaderStages::COMPUTE,
            ty: wgpu::BindingType::Buffer {
                ty: match kind {
                    Binding::Uniform | Binding::Step => wgpu::BufferBindingType::Uniform,
                    Binding::Read => wgpu::BufferBindingType::Storage { read_only: true },
                    Binding::Write => wgpu::BufferBindingType::Storage { read_only: false },
                },
                has_dynamic_offset: kind == Binding::Step,
                min_binding_size: None,
            },
            count: None,
        })
        .collect();
    device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
        label: Some(kernel.entry),
        entries: &entries,
    })
}

/// The adapter's name and kind. A browser may hide the name.
fn described(info: &wgpu::AdapterInfo) -> String {
    let kind = match info.device_type {
        wgpu::DeviceType::IntegratedGpu => "integrated graphics",
        wgpu::DeviceType::DiscreteGpu => "graphics card",
        wgpu::DeviceType::VirtualGpu => "virtual graphics card",
        wgpu::DeviceType::Cpu => "software adapter",
        wgpu::DeviceType::Other => "adapter",
    };
    match info.name.as_str() {
        "" => kind.to_owned(),
        name => format!("{name}, {kind}"),
    }
}

/// The numbers of all steps at their places in the buffer of steps.
pub(super) fn step_bytes(steps: &[Amounts]) -> Vec<u8> {
    let mut bytes = vec![0; steps.len() * STEP_BYTES as usize];
    for (step, slot) in steps.iter().zip(bytes.chunks_exact_mut(STEP_BYTES as usize)) {
        let numbers = step.bytes();
        slot[..numbers.len()].copy_from_slice(&numbers);
    }
    bytes
}
