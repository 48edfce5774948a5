fn main() {
    for q in std::env::args().skip(1) {
        let p = squawk_syntax::SourceFile::parse(&q);
        println!("{:#?}", p.syntax_node());
    }
}
