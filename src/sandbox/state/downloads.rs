//! Links to files: who holds the token may fetch the file.

use super::{
    Actor, CompId, DownloadOption, ItemId, Record, Refusal, Token, TransactionId, World, derive, records::State,
};

/// What a token stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Download {
    /// The item.
    pub item: ItemId,
    /// The size.
    pub size: DownloadOption,
    /// Why it may be fetched.
    pub right: DownloadRight,
}

/// Why a file may be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DownloadRight {
    /// It was licensed.
    Licensed(TransactionId),
    /// It was given for a layout, free of charge.
    Complimentary(CompId),
}

impl World {
    /// What a download token stands for.
    pub fn download(&self, token: &str) -> Result<Download, Refusal> {
        self.lock().state.download(token).ok_or(Refusal::Missing(Record::Download))
    }

    /// A link to a file that the group has licensed in this size before (`getDownloadLink`).
    pub fn download_link(&self, actor: Actor, item: ItemId, option: &str) -> Result<Token, Refusal> {
        let world = self.lock();
        let size = DownloadOption::parse(option).ok_or(Refusal::SizeNotOffered)?;
        let state = &world.state;
        let mut bought = state.transactions.iter().rev().filter(|row| row.group == actor.group() && row.item == item);
        let row = bought.find(|row| row.size == size).ok_or(Refusal::ItemNotFound)?;
        Ok(state.licensed_token(row.id))
    }

    /// The link of a complimentary download.
    pub fn comp_link(&self, id: CompId) -> Token {
        self.lock().state.comp_token(id)
    }
}

impl State {
    /// The link that a transaction gives a right to.
    pub(super) fn licensed_token(&self, id: TransactionId) -> Token {
        Token::new(derive::hex(self.seed, "licensed file", id.0))
    }

    /// The link that a complimentary download gives a right to.
    pub(super) fn comp_token(&self, id: CompId) -> Token {
        Token::new(derive::hex(self.seed, "complimentary file", id.0))
    }
}
