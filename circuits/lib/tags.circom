pragma circom 2.2.0;

// Domain tags: the big-endian ASCII of "vg1:NAME", placed in Poseidon's capacity element, so that no
// hash of one purpose can ever stand for another. The same list is protocol/tags.ts (a test compares).
function TAG_KEY() { return 0x7667313a4b4559; } // vg1:KEY
function TAG_NOTE() { return 0x7667313a4e4f5445; } // vg1:NOTE
function TAG_NF() { return 0x7667313a4e46; } // vg1:NF
function TAG_KEYA() { return 0x7667313a4b455941; } // vg1:KEYA
function TAG_KEYB() { return 0x7667313a4b455942; } // vg1:KEYB
function TAG_POINT() { return 0x7667313a504f494e54; } // vg1:POINT
function TAG_LEAF() { return 0x7667313a4c454146; } // vg1:LEAF
function TAG_TREE() { return 0x7667313a54524545; } // vg1:TREE
function TAG_BID() { return 0x7667313a424944; } // vg1:BID
function TAG_ORDER() { return 0x7667313a4f52444552; } // vg1:ORDER
function TAG_INNER() { return 0x7667313a494e4e4552; } // vg1:INNER
function TAG_SALT() { return 0x7667313a53414c54; } // vg1:SALT
function TAG_SALT2() { return 0x7667313a53414c5432; } // vg1:SALT2
function TAG_FOLD() { return 0x7667313a464f4c44; } // vg1:FOLD
function TAG_READ() { return 0x7667313a52454144; } // vg1:READ
function TAG_READC() { return 0x7667313a5245414443; } // vg1:READC
function TAG_SETTLE() { return 0x7667313a534554544c45; } // vg1:SETTLE
function TAG_RHO() { return 0x7667313a52484f; } // vg1:RHO
function TAG_CLR() { return 0x7667313a434c52; } // vg1:CLR
function TAG_MSUM() { return 0x7667313a4d53554d; } // vg1:MSUM
function TAG_ENC() { return 0x7667313a454e43; } // vg1:ENC
function TAG_TAGA() { return 0x7667313a54414741; } // vg1:TAGA
function TAG_TAGB() { return 0x7667313a54414742; } // vg1:TAGB
function TAG_LASTA() { return 0x7667313a4c41535441; } // vg1:LASTA
function TAG_LASTB() { return 0x7667313a4c41535442; } // vg1:LASTB
function TAG_MASKA() { return 0x7667313a4d41534b41; } // vg1:MASKA
function TAG_MASKB() { return 0x7667313a4d41534b42; } // vg1:MASKB
function TAG_FLEX() { return 0x7667313a464c4558; } // vg1:FLEX
function TAG_FOFFER() { return 0x7667313a464f46464552; } // vg1:FOFFER
function TAG_FINNER() { return 0x7667313a46494e4e4552; } // vg1:FINNER
function TAG_SUBJ() { return 0x7667313a5355424a; } // vg1:SUBJ
function TAG_DVK() { return 0x7667313a44564b; } // vg1:DVK
function TAG_DISC() { return 0x7667313a44495343; } // vg1:DISC
