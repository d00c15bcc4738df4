//! The TypeScript of what crosses to the page as plain data is written from the Rust types themselves, their comments and what serde is
//! told of them, and from `shape!`: `www/client/api/engine.ts` and `shapes.ts`. UPDATE=1 writes it anew; a file that is not the types' any more fails.

#![allow(clippy::unwrap_used, reason = "a test: what cannot be read fails it")]

use std::collections::BTreeMap;
use std::{fmt::Write as _, fs, path::Path};

use glasslm::model::Tensor;
use syn::ext::IdentExt as _;
use syn::parse::{Parse, ParseStream};
use syn::visit::Visit;
use syn::{
    Attribute, Expr, Field, Fields, GenericArgument, Ident, Item, Lit, LitStr, Meta, PathArguments, Token,
    Type,
};

/// What crosses: the file, and the types in it. `as`: the page's name, where the shell or the page builds on the type, or takes one of its
/// own instead.
const CROSSING: &[(&str, &[&str])] = &[
    ("src/text/mod.rs", &["Split"]),
    ("src/text/options.rs", &["Unit", "Spelt as Sentences", "SentenceRule"]),
    ("src/ngram/mod.rs", &["Smoothing"]),
    ("src/session/measure/settings.rs", &["NgramSettings as NgramOptions"]),
    ("src/ngram/discount.rs", &["DiscountOrigin", "Discounts"]),
    ("src/measure/models/lineup.rs", &["ModelKind", "ModelName", "Member"]),
    ("src/lm/accounting.rs", &["Figures"]),
    ("src/measure/models/chain.rs", &["ChainFactor", "Chain"]),
    ("src/measure/models/rows.rs", &["Row", "Rows"]),
    ("src/measure/models/likelihood.rs", &["Forms", "LikelihoodStep"]),
    (
        "src/measure/games/spelling.rs",
        &["SpellingOptions", "SpellingExercise", "SpellingConfusion", "SpellingCorrector", "Spelling"],
    ),
    ("src/measure/games/entropy.rs", &["Entropy"]),
    ("src/measure/studies/contexts.rs", &["NearContext"]),
    ("src/measure/studies/limits.rs", &["Growth", "WordBlocks"]),
    ("src/measure/studies/unseen.rs", &["Unseen", "UnseenList"]),
    (
        "src/session/options.rs",
        &["Words", "CorpusSource", "BackendChoice", "ModelOptions", "GenerateOptions"],
    ),
    ("src/ops/activation.rs", &["Activation"]),
    ("src/session/foreign.rs", &["NamedTensor", "NamedTensors"]),
    ("src/exercises/draft.rs", &["ExerciseValue", "ExerciseFact", "ExerciseChoice"]),
    ("src/exercises/mod.rs", &["Exercise", "ExerciseMark"]),
    ("src/session/exercises.rs", &["ModelStanding", "Exercises", "ExerciseJudged"]),
    (
        "src/session/measure/questions.rs",
        &["GameSoFar", "Question", "ModelChain", "ContextCounts", "GameRound", "Game", "Answer as Answers"],
    ),
    ("src/session/measure/tasks.rs", &["Task", "Nearest", "Likelihood", "Outcome as Outcomes"]),
    (
        "src/train/options.rs",
        &[
            "OptimizerName",
            "ScheduleName",
            "OptimizerOptions",
            "ExampleOrder",
            "TrainOptions as TrainRun",
            "TrainOnOptions as TrainOnRun",
            "Schedule",
        ],
    ),
    (
        "src/session/debug.rs",
        &[
            "Target",
            "ExampleOptions",
            "TraceOptions",
            "ExplainOptions",
            "GradientCheckOptions",
            "ViewOptions",
        ],
    ),
    ("src/session/examples.rs", &["BatchOptions as BatchTensors"]),
    ("src/web/history.rs", &["CellEdit"]),
    ("src/web/session.rs", &["SentenceRange"]),
    ("src/web/debug.rs", &["WorstOptions", "NeighbourOptions", "LineOptions"]),
    ("src/trace/equations.rs", &["StepUpdate"]),
    ("src/trace/mod.rs", &["Station as Step"]),
    ("src/trace/diagnostics.rs", &["Flow", "FlagKind", "Flag"]),
    ("src/trace/explain.rs", &["Factor", "Term", "Origin", "TermOrder", "Explanation"]),
    ("src/measure/studies/gradients.rs", &["GradientPlace", "GradientFinding", "GradientReport"]),
    ("src/primer/sheet.rs", &["PrimerCell", "PrimerMatrix", "PrimerChain", "Sheet as PrimerPlain"]),
    ("src/primer/cells.rs", &["PrimerComplaint"]),
    ("src/primer/walk.rs", &["PrimerNode", "PrimerEdge", "PrimerStep", "PrimerWalk"]),
    ("src/primer/cells.rs", &["PrimerNetwork"]),
    ("src/exercises/primer.rs", &["PrimerQuestion"]),
    ("src/text/hints.rs", &["TextHintKind", "TextChange", "TextHint"]),
    (
        "src/session/survey.rs",
        &["SurveyedSplit", "SurveyedSplits", "TextLine", "TextFigures", "TextReport as TextPlain"],
    ),
];

/// Where the objects that carry numbers are laid out, by `shape!`.
const CARRIERS: &str = "src/web/convert.rs";

/// Where other objects are.
const SHAPED: &[&str] = &[
    "src/web/work.rs",
    "src/web/engine.rs",
    "src/web/saved.rs",
    "src/web/session.rs",
    "src/web/measure.rs",
    "src/web/corpus.rs",
    "src/web/survey.rs",
    "src/web/debug.rs",
    "src/web/project.rs",
    "src/web/trails.rs",
    "src/web/history.rs",
    "src/web/card.rs",
    "src/web/gpu/mod.rs",
    "src/web/primer.rs",
];

/// What Rust's type says less of than the page wants to know.
const NARROWER: &[(&str, &str, &str)] = &[
    ("ModelOptions", "split", "readonly [number, number, number]"),
    ("Schedule", "schedule", r#""cosine" | "step""#),
    ("GradientCheckOptions", "tensor", "GradientName"),
    ("BatchTensors", "tensors", "readonly GradientName[]"),
    ("TraceOptions", "tensors", "readonly (ExampleTensor | ParameterName)[]"),
    ("Step", "phase", r#""forward" | "backward" | "update""#),
    ("Step", "parent", r#""softmax" | "dz""#),
    ("Flow", "tensor", r#""dz" | "dh" | "da" | "de""#),
    ("Term", "sign", "1 | -1"),
    ("GradientPlace", "tensor", "GradientName"),
    ("GradientFinding", "tensor", "GradientName"),
];

/// What is optional in Rust, where it is filled in or refused later, and never absent of a page's.
const THERE: &[(&str, &str)] =
    &[("ModelOptions", "corpus"), ("NamedTensor", "name"), ("TrainRun", "steps"), ("Schedule", "from")];

/// Answers whose shape the question says: by its name, where each is one of several.
const BY_QUESTION: &[&str] = &["Answers", "Outcomes"];

/// What serde is told of a type or a field.
#[derive(Default)]
struct Told {
    all: Option<String>,
    rename: Option<String>,
    skip: bool,
    default: bool,
    untagged: bool,
    tag: Option<(String, String)>,
}

fn told(attributes: &[Attribute]) -> Told {
    let mut told = Told::default();
    for attribute in attributes {
        if !attribute.path().is_ident("serde") {
            continue;
        }
        let (mut tag, mut content) = (None, None);
        attribute
            .parse_nested_meta(|meta| {
                let value = || -> syn::Result<String> { Ok(meta.value()?.parse::<syn::LitStr>()?.value()) };
                match meta.path.get_ident().map(ToString::to_string).unwrap_or_default().as_str() {
                    "rename_all" => told.all = Some(value()?),
                    "rename" => told.rename = Some(value()?),
                    "skip" => told.skip = true,
                    "default" => told.default = true,
                    "untagged" => told.untagged = true,
                    "tag" => tag = Some(value()?),
                    "content" => content = Some(value()?),
                    // What is not known is refused everywhere.
                    "deny_unknown_fields" => {}
                    "expecting" | "skip_serializing_if" => drop(value()?),
                    other => panic!("serde is told {other}, which this test cannot read"),
                }
                Ok(())
            })
            .unwrap();
        told.tag = tag.zip(content).or(told.tag);
    }
    told
}

/// A name as serde spells it.
fn spelt(name: &str, all: Option<&str>) -> String {
    let words: Vec<String> = if name.contains('_') || name.chars().all(|c| !c.is_uppercase()) {
        name.split('_').map(str::to_owned).collect()
    } else {
        let mut words: Vec<String> = Vec::new();
        for c in name.chars() {
            if c.is_uppercase() || words.is_empty() {
                words.push(String::new());
            }
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
        words
    };
    let capital = |word: &String| word[..1].to_uppercase() + &word[1..];
    match all {
        None => name.to_owned(),
        Some("lowercase") => name.to_lowercase(),
        Some("kebab-case") => words.join("-"),
        Some("camelCase") => words[0].clone() + &words[1..].iter().map(capital).collect::<String>(),
        Some(other) => panic!("no such case: {other}"),
    }
}

/// A comment as the page's files have them.
fn documented(attributes: &[Attribute], indent: &str, out: &mut String) {
    let lines = attributes.iter().filter(|attribute| attribute.path().is_ident("doc")).map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { panic!("a comment") };
        let Expr::Lit(text) = &pair.value else { panic!("a comment") };
        let Lit::Str(text) = &text.lit else { panic!("a comment") };
        text.value().trim().replace("[`", "`").replace("`]", "`").replace("None", "Absent")
    });
    let text = lines.collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return;
    }
    let whole = format!("{indent}/** {text} */\n");
    if whole.chars().count() <= 121 {
        return out.push_str(&whole);
    }
    let _ = writeln!(out, "{indent}/**");
    let mut line = String::new();
    for word in text.split(' ') {
        if line.chars().count() + word.chars().count() + indent.len() + 4 > 120 {
            let _ = writeln!(out, "{indent} *{line}");
            line.clear();
        }
        line.push(' ');
        line.push_str(word);
    }
    let _ = writeln!(out, "{indent} *{line}\n{indent} */");
}

/// A type that crosses: its name, and the page's.
fn both(entry: &'static str) -> (&'static str, &'static str) {
    entry.split_once(" as ").unwrap_or((entry, entry))
}

/// The page's names of the Rust types.
struct Page(BTreeMap<&'static str, &'static str>);

impl Page {
    fn named(&self, file: &str, name: &str) -> &'static str {
        self.0
            .get(name)
            .unwrap_or_else(|| panic!("{file}: {name} crosses, but is not among the types of tests/wire.rs"))
    }

    /// A type as TypeScript.
    fn typed(&self, file: &str, of: &Type) -> String {
        let readonly = |inside: String| {
            let plain = inside.chars().all(|c| c.is_alphanumeric());
            if plain { format!("readonly {inside}[]") } else { format!("readonly ({inside})[]") }
        };
        match of {
            Type::Reference(inside) => self.typed(file, &inside.elem),
            Type::Slice(inside) => readonly(self.typed(file, &inside.elem)),
            Type::Array(inside) => {
                let Expr::Lit(length) = &inside.len else { panic!("{file}: an array of what length?") };
                let Lit::Int(length) = &length.lit else { panic!("{file}: an array of what length?") };
                let one = self.typed(file, &inside.elem);
                format!("readonly [{}]", vec![one; length.base10_parse().unwrap()].join(", "))
            }
            Type::Tuple(inside) => {
                let all: Vec<String> = inside.elems.iter().map(|one| self.typed(file, one)).collect();
                format!("readonly [{}]", all.join(", "))
            }
            Type::Path(path) => {
                let last = path.path.segments.last().unwrap();
                let inside = match &last.arguments {
                    PathArguments::AngleBracketed(all) => all.args.iter().find_map(|one| match one {
                        GenericArgument::Type(one) => Some(one),
                        _ => None,
                    }),
                    _ => None,
                };
                match (last.ident.to_string().as_str(), inside) {
                    ("f32" | "f64" | "i8" | "u32" | "u64" | "usize", None) => "number".to_owned(),
                    ("bool", None) => "boolean".to_owned(),
                    ("String" | "str", None) => "string".to_owned(),
                    ("Cow", Some(inside)) => self.typed(file, inside),
                    ("Vec", Some(inside)) => readonly(self.typed(file, inside)),
                    ("Option", Some(inside)) => self.typed(file, inside) + " | undefined",
                    (name, None) => self.named(file, name).to_owned(),
                    (name, Some(_)) => panic!("{file}: how does {name} cross?"),
                }
            }
            _ => panic!("{file}: a type that this test cannot read"),
        }
    }

    /// A field's line; none where it does not cross.
    fn field(&self, file: &str, page: &str, field: &Field, all: &Told) -> Option<String> {
        let own = told(&field.attrs);
        if own.skip {
            return None;
        }
        let name = field.ident.as_ref().unwrap().to_string();
        let name = own.rename.unwrap_or_else(|| spelt(&name, all.all.as_deref()));
        let whole = self.typed(file, &field.ty);
        let (of, optional) = match whole.strip_suffix(" | undefined") {
            Some(of) => (of.to_owned(), true),
            None => (whole, all.default),
        };
        let optional = (optional || own.default) && !THERE.contains(&(page, &*name));
        let narrower = NARROWER.iter().find(|(on, at, _)| *on == page && *at == name);
        let of = narrower.map_or(of, |(.., narrower)| (*narrower).to_owned());
        Some(format!("readonly {name}{}: {of};", if optional { "?" } else { "" }))
    }

    /// What a struct's options are read together with: fields that are read apart, of types that cross.
    fn extended(&self, fields: &Fields) -> String {
        let apart = fields.iter().filter(|field| told(&field.attrs).skip).filter_map(|field| {
            let Type::Path(path) = &field.ty else { return None };
            let name = path.path.get_ident()?.to_string();
            self.0.get(&*name).copied()
        });
        let apart = apart.collect::<Vec<_>>().join(", ");
        if apart.is_empty() { apart } else { format!(" extends {apart}") }
    }

    /// The fields of a struct, a line each, with their comments.
    fn fields(&self, file: &str, page: &str, fields: &Fields, all: &Told) -> String {
        let mut out = String::new();
        for field in fields {
            if let Some(line) = self.field(file, page, field, all) {
                documented(&field.attrs, "  ", &mut out);
                let _ = writeln!(out, "  {line}");
            }
        }
        out
    }

    fn item(&self, file: &str, page: &str, item: &Item, out: &mut String) {
        match item {
            Item::Struct(item) => {
                documented(&item.attrs, "", out);
                let all = told(&item.attrs);
                let _ = write!(
                    out,
                    "export interface {page}{} {{\n{}}}\n\n",
                    self.extended(&item.fields),
                    self.fields(file, page, &item.fields, &all)
                );
            }
            Item::Enum(item) => {
                documented(&item.attrs, "", out);
                let all = told(&item.attrs);
                let variants: Vec<String> = item
                    .variants
                    .iter()
                    .map(|variant| {
                        let own = told(&variant.attrs);
                        let name = own
                            .rename
                            .unwrap_or_else(|| spelt(&variant.ident.to_string(), all.all.as_deref()));
                        let inside = match &variant.fields {
                            Fields::Unit => None,
                            Fields::Unnamed(fields) => Some(self.typed(file, &fields.unnamed[0].ty)),
                            Fields::Named(_) => {
                                let plain = Told::default();
                                let fields = variant.fields.iter().map(|field| {
                                    let line = self.field(file, page, field, &plain).unwrap_or_default();
                                    line.trim_end_matches(';').to_owned()
                                });
                                Some(format!("{{ {} }}", fields.collect::<Vec<_>>().join("; ")))
                            }
                        };
                        match (inside, &all.tag) {
                            (None, _) => format!("\"{name}\""),
                            (Some(inside), _) if all.untagged => inside,
                            (Some(inside), Some((tag, content))) => {
                                format!("{{ readonly {tag}: \"{name}\"; readonly {content}: {inside} }}")
                            }
                            (Some(inside), None) => format!("{{ readonly {name}: {inside} }}"),
                        }
                    })
                    .collect();
                if BY_QUESTION.contains(&page) {
                    let names =
                        item.variants.iter().map(|one| spelt(&one.ident.to_string(), Some("camelCase")));
                    let lines =
                        names.zip(&variants).map(|(name, inside)| format!("  readonly {name}: {inside};\n"));
                    let _ = write!(out, "export interface {page} {{\n{}}}\n\n", lines.collect::<String>());
                    return;
                }
                let line = format!("export type {page} = {};\n\n", variants.join(" | "));
                if line.chars().count() <= 122 {
                    out.push_str(&line);
                } else {
                    let _ = write!(out, "export type {page} =\n  | {};\n\n", variants.join("\n  | "));
                }
            }
            _ => panic!("{file}: {page} is neither struct nor enum"),
        }
    }
}

/// An object as `shape!` lays it out.
struct Shape {
    about: Vec<Attribute>,
    page: Ident,
    base: Option<(Ident, Expr)>,
    fields: Vec<Laid>,
}

/// A field of it: whether it may be absent, its type on the page, and its value.
struct Laid {
    about: Vec<Attribute>,
    name: Ident,
    optional: bool,
    of: LitStr,
    value: Expr,
}

impl Parse for Shape {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let about = input.call(Attribute::parse_outer)?;
        let page = input.parse()?;
        let mut base = None;
        if input.peek(Ident) {
            input.parse::<Ident>()?;
            let name = input.parse()?;
            let object;
            syn::parenthesized!(object in input);
            base = Some((name, object.parse()?));
        }
        let inside;
        syn::braced!(inside in input);
        let fields = inside.parse_terminated(Laid::parse, Token![,])?.into_iter().collect();
        Ok(Shape { about, page, base, fields })
    }
}

impl Parse for Laid {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let about = input.call(Attribute::parse_outer)?;
        let name = input.call(Ident::parse_any)?;
        let optional = input.parse::<Option<Token![?]>>()?.is_some();
        input.parse::<Token![:]>()?;
        let of = input.parse()?;
        input.parse::<Token![=]>()?;
        Ok(Laid { about, name, optional, of, value: input.parse()? })
    }
}

/// All the shapes of a file, in order, also those inside of others.
#[derive(Default)]
struct Shapes(Vec<String>);

impl Visit<'_> for Shapes {
    fn visit_macro(&mut self, found: &syn::Macro) {
        if found.path.segments.last().is_none_or(|last| last.ident != "shape") {
            return;
        }
        let Shape { about, page, base, fields } = found.parse_body().unwrap();
        let mut out = String::new();
        documented(&about, "", &mut out);
        let extends = base.as_ref().map_or_else(String::new, |(name, _)| format!(" extends {name}"));
        let _ = writeln!(out, "export interface {page}{extends} {{");
        for Laid { about, name, optional, of, .. } in &fields {
            documented(about, "  ", &mut out);
            let line = format!("  readonly {name}{}: {};", if *optional { "?" } else { "" }, of.value());
            assert!(line.chars().count() <= 120, "{page}.{name} is too long for a line");
            let _ = writeln!(out, "{line}");
        }
        self.0.push(out + "}\n\n");
        base.iter().for_each(|(_, object)| self.visit_expr(object));
        fields.iter().for_each(|field| self.visit_expr(&field.value));
    }
}

/// The names of the network's tensors, from their table.
fn tensors(out: &mut String) {
    let union = |name: &str, what: &str, is: fn(Tensor) -> bool, out: &mut String| {
        let names: Vec<String> =
            Tensor::ALL.into_iter().filter(|&one| is(one)).map(|one| format!("\"{}\"", one.name())).collect();
        let line = format!("/** {what} */\nexport type {name} = {};\n\n", names.join(" | "));
        let broken = line.lines().any(|line| line.chars().count() > 120);
        out.push_str(&if broken { line.replace(" = ", " =\n  ") } else { line });
    };
    union("ParameterName", "The parameters.", Tensor::is_parameter, out);
    let parameters_own = |one: Tensor| one.parent().is_some_and(Tensor::is_parameter);
    union("GradientName", "The loss's derivatives by the parameters.", parameters_own, out);
    let what = "The tensors of one example. L is the loss as a tensor of one number; a `d` before a name is the loss's \
                derivative by it. dE is dense.";
    union("ExampleTensor", what, |one| !one.is_parameter(), out);
}

fn written() -> String {
    // A text's sentences cross as they are spelt.
    let mut page = Page(BTreeMap::from([("Sentences", "Sentences")]));
    for (rust, name) in CROSSING.iter().flat_map(|(_, types)| *types).map(|entry| both(entry)) {
        assert!(page.0.insert(rust, name).is_none(), "two types are called {rust}");
    }
    let mut out = String::from(
        "// What the engine takes and gives as plain data. Written by tests/wire.rs from the Rust types: UPDATE=1 writes it anew.\n\
         // What is absent in an answer is `undefined`.\n\n",
    );
    tensors(&mut out);
    for (file, types) in CROSSING {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let parsed = syn::parse_file(&text).unwrap();
        for (rust, name) in types.iter().map(|entry| both(entry)) {
            let item = parsed.items.iter().find(|item| match item {
                Item::Struct(item) => item.ident == rust,
                Item::Enum(item) => item.ident == rust,
                _ => false,
            });
            page.item(file, name, item.unwrap_or_else(|| panic!("{file} has no {rust}")), &mut out);
        }
    }
    out.extend(shapes(CARRIERS));
    out.push_str("/** Why something is refused, `error.code`: each with the names of its facts, which are in `error.facts`. */\n");
    out.push_str("export interface RefusalFacts {\n");
    for (kind, facts) in glasslm::reason::ALL {
        let facts = match facts.iter().map(|fact| format!("\"{fact}\"")).collect::<Vec<_>>().join(" | ") {
            none if none.is_empty() => "never".to_owned(),
            facts => facts,
        };
        let _ = writeln!(out, "  readonly {}: {facts};", kind.code());
    }
    out.push_str("}\n\nexport type RefusalCode = keyof RefusalFacts;\n");
    out
}

/// The objects that a file lays out.
fn shapes(file: &str) -> Vec<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let mut shapes = Shapes::default();
    shapes.visit_file(&syn::parse_file(&text).unwrap());
    assert!(!shapes.0.is_empty(), "{file} lays nothing out");
    shapes.0
}

/// The objects that are laid out by hand, with what they need of the other files.
fn laid_out(engine: &str) -> String {
    let all: String = SHAPED.iter().flat_map(|file| shapes(file)).collect();
    let words: Vec<&str> = all
        .lines()
        .filter(|line| line.contains(" extends ") || line.starts_with("  readonly "))
        .flat_map(|line| line.split(|c: char| !c.is_alphanumeric()))
        .collect();
    let imports = |names: Vec<&str>, from: &str| {
        let line = format!("import type {{ {} }} from \"./{from}.ts\";\n", names.join(", "));
        if line.chars().count() <= 121 {
            return line;
        }
        let names: String = names.iter().map(|name| format!("  {name},\n")).collect();
        format!("import type {{\n{names}}} from \"./{from}.ts\";\n")
    };
    let exported = engine.lines().filter_map(|line| {
        let rest = line.strip_prefix("export interface ").or_else(|| line.strip_prefix("export type "))?;
        rest.split(|c: char| !c.is_alphanumeric()).next()
    });
    let of_engine = exported.filter(|name| words.contains(name)).collect();
    let of_refusal = ["ErrorFacts", "Reason"].into_iter().filter(|name| words.contains(name)).collect();
    let head = "// What the engine gives with numbers in typed arrays. Written by tests/wire.rs from `shape!` in src/web: UPDATE=1 writes it anew.\n\n";
    head.to_owned()
        + &imports(of_engine, "engine")
        + &imports(of_refusal, "refusal")
        + "\n"
        + all.trim_end()
        + "\n"
}

#[test]
fn the_page_s_types_are_the_engine_s() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/client/api");
    let engine = written();
    let shapes = laid_out(&engine);
    for (name, text) in [("engine.ts", engine), ("shapes.ts", shapes)] {
        let path = folder.join(name);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &text).unwrap();
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(there == text, "{} is not the types' any more: run this test with UPDATE=1", path.display());
    }
}

#[test]
fn names_are_spelt_as_serde_spells_them() {
    assert_eq!(spelt("product_f32", Some("camelCase")), "productF32");
    assert_eq!(spelt("KneserNey", Some("kebab-case")), "kneser-ney");
    assert_eq!(spelt("NotPositive", Some("camelCase")), "notPositive");
    assert_eq!(spelt("Sgd", Some("lowercase")), "sgd");
}
