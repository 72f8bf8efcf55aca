//! Which items belong together. Every relation is a class minus the item itself, so it holds both ways.

use std::ops::Range;

use super::{
    frame::GROUP,
    stock::{Address, FRAME, LOOK, SCENE, SUBJECT, Stock, stock},
};

/// Neighbouring subjects that count as similar.
pub(super) const SUBJECTS: usize = 4;
/// Neighbouring scenes that one model poses in.
pub(super) const SCENES: usize = 4;
/// Looks of one colour.
pub(super) const LOOKS: usize = 6;

/// Active items with neighbouring subjects in the same scene, colour and frame.
pub fn similar(id: u64) -> Vec<u64> {
    related(id, |address, radix| {
        let mut members = Vec::new();
        for subject in block(address.digits[SUBJECT], SUBJECTS, radix[SUBJECT]) {
            for look in block(address.digits[LOOK], LOOKS, radix[LOOK]) {
                let [frame, _, scene, _] = address.digits;
                members.push([frame, look, scene, subject]);
            }
        }
        members
    })
}

/// Active items of the same shoot: everything is the same but the frame, which is of the same author and kind.
pub fn series(id: u64) -> Vec<u64> {
    related(id, |address, radix| {
        let [frame, look, scene, subject] = address.digits;
        block(frame, GROUP, radix[FRAME]).map(|frame| [frame, look, scene, subject]).collect()
    })
}

/// Active items that show the same people in other scenes. None when nobody is seen.
pub fn same_model(id: u64) -> Vec<u64> {
    related(id, |address, radix| {
        if stock().family(address).subjects[address.digits[SUBJECT]].cast.is_none() {
            return Vec::new();
        }
        let [frame, look, scene, subject] = address.digits;
        block(scene, SCENES, radix[SCENE]).map(|scene| [frame, look, scene, subject]).collect()
    })
}

/// The rows of the block that `row` is in.
pub(super) fn block(row: usize, size: usize, radix: usize) -> Range<usize> {
    let start = row / size * size;
    start..(start + size).min(radix)
}

fn related(id: u64, members: impl Fn(&Address, &[usize]) -> Vec<[usize; 4]>) -> Vec<u64> {
    let stock: &Stock = stock();
    let Some(address) = stock.address(id) else { return Vec::new() };
    let family = stock.family(&address);
    members(&address, &family.radix)
        .into_iter()
        .filter(|digits| *digits != address.digits && family.frames[digits[FRAME]].active)
        .map(|digits| stock.id(&Address { family: address.family, digits }))
        .collect()
}
