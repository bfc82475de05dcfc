//! Peers in Rust for `npm run bench:native`. The command line names a work; each line on stdin has it done once, and
//! is answered by a line of JSON on stdout: the CPU seconds it took, and what came out.
mod hash;
mod prove;
mod reduction;
mod verify;
mod zkey;

use cpu_time::ProcessTime;
use std::{env, io};

pub type Work = Box<dyn FnMut() -> String>;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let mut work = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["prove", key, witness] => prove::work(key, witness),
        ["verify", way, key, items, count] => verify::work(way, key, items, number(count)),
        ["hash", width, inputs] => hash::work(number(width), inputs),
        _ => panic!("prove KEY WITNESS | verify WAY KEY ITEMS COUNT | hash WIDTH INPUTS"),
    };
    for _ in io::stdin().lines() {
        let start = ProcessTime::now();
        let result = work();
        let seconds = start.elapsed().as_secs_f64();
        println!("{{\"seconds\":{seconds},\"result\":\"{result}\"}}");
    }
}

fn number(text: &str) -> usize {
    text.parse().expect("a number")
}
