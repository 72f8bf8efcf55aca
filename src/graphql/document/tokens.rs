//! What apollo-parser reads otherwise than the specification has it, put right before it reads:
//!
//! - An argument or input field without a colon is none at all to it: `search(first 5)` would be `search`.
//! - It takes a line break for a string's first letter.
//! - It does not know the descriptions of operations, fragments and variables (September 2025).
//! - It stumbles over a comma after `...` and before `:`.
//!
//! Names that are out of all proportion are refused.

use std::{borrow::Cow, ops::Range};

use apollo_parser::{Lexer, Token, TokenKind as Kind};

/// Names come back in messages: a long one in a fragment as often as there are operations that spread it.
const LONGEST_NAME: usize = 1_000;

/// What a bracket holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Selections,
    Variables,
    Arguments,
    List,
    Object,
}

/// The text with spaces for what may be ignored in it, so that everything stays where it is.
///
/// # Errors
/// Where something is wrong, and what.
pub(super) fn tidy(text: &str, most: usize) -> Result<Cow<'_, str>, (usize, &'static str)> {
    // What cannot be lexed, or is too much, is for the parser to refuse.
    let tokens: Vec<_> = Lexer::new(text)
        .with_limit(most)
        .map_while(Result::ok)
        .filter(|token| !matches!(token.kind(), Kind::Whitespace | Kind::Comment | Kind::Comma))
        .collect();
    let mut ignored = Vec::new();
    let mut open = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let (before, after) = tokens.split_at(index);
        let (before, next) = (before.last(), after.get(1));
        let inside = open.last().copied();
        match token.kind() {
            Kind::LCurly if matches!(inside, None | Some(Inside::Selections)) => open.push(Inside::Selections),
            Kind::LCurly => open.push(Inside::Object),
            Kind::LBracket => open.push(Inside::List),
            Kind::LParen if inside.is_none() && !ends_in_directive(&tokens[..index]) => open.push(Inside::Variables),
            Kind::LParen => open.push(Inside::Arguments),
            Kind::RCurly | Kind::RBracket | Kind::RParen => drop(open.pop()),
            Kind::Name if token.data().len() > LONGEST_NAME => return Err((token.index(), "this name is too long")),
            Kind::Name if matches!(inside, Some(Inside::Arguments | Inside::Object)) => {
                let is_key = !matches!(kind(before), Kind::Colon | Kind::Dollar | Kind::At);
                if is_key && next.is_some_and(|next| next.kind() != Kind::Colon) {
                    return Err((token.index(), "expected a colon after this name"));
                }
            }
            Kind::StringValue if matches!(token.data().as_bytes(), [b'"', b'\n' | b'\r', ..]) => {
                return Err((token.index(), "unexpected line terminator"));
            }
            Kind::StringValue if describes(inside, before, next) => ignored.push(token.index()..start(next, text)),
            Kind::Spread => ignored.push(end(token)..start(next, text)),
            Kind::Colon => ignored.extend(before.map(|before| end(before)..token.index())),
            _ => {}
        }
    }
    Ok(blank(text, &ignored))
}

fn kind(token: Option<&Token<'_>>) -> Kind {
    token.map_or(Kind::Eof, Token::kind)
}

fn start(token: Option<&Token<'_>>, text: &str) -> usize {
    token.map_or(text.len(), Token::index)
}

fn end(token: &Token<'_>) -> usize {
    token.index() + token.data().len()
}

fn ends_in_directive(tokens: &[Token<'_>]) -> bool {
    matches!(tokens, [.., at, name] if at.kind() == Kind::At && name.kind() == Kind::Name)
}

/// Whether a string is the description of what follows.
fn describes(inside: Option<Inside>, before: Option<&Token<'_>>, next: Option<&Token<'_>>) -> bool {
    match inside {
        None => {
            let definition = next.is_some_and(|next| {
                next.kind() == Kind::Name && matches!(next.data(), "query" | "mutation" | "subscription" | "fragment")
            });
            definition && matches!(kind(before), Kind::Eof | Kind::RCurly)
        }
        // After `=` it is a default value.
        Some(Inside::Variables) => kind(next) == Kind::Dollar && !matches!(kind(before), Kind::Eq | Kind::Colon),
        Some(_) => false,
    }
}

/// Line breaks stay, so that lines keep their numbers.
fn blank<'a>(text: &'a str, ignored: &[Range<usize>]) -> Cow<'a, str> {
    let mut blanked = Cow::Borrowed(text);
    for range in ignored.iter().filter(|range| text[(*range).clone()].contains([',', '"'])) {
        let bytes = text[range.clone()].bytes();
        let spaces: String = bytes.map(|byte| if matches!(byte, b'\n' | b'\r') { byte.into() } else { ' ' }).collect();
        blanked.to_mut().replace_range(range.clone(), &spaces);
    }
    blanked
}
