/** The rules of published.md, each of which a model may leave out, and the seed of a world that shows why not. */
export const WITNESSES = {
  // Sets.
  'contributors are counted, not members': 1,
  'who the DSO reads does not count': 3,
  'who is open does not count': 3,
  'who is away does not count': 6,
  'the large one decides': 3,
  'a thin side gives the net': 1,
  'a merged set stays whole': 12,
  'a called word gives the net': 43,
  // Their parts.
  'a merged set has no parts': 75,
  'a part has ten of its own': 1,
  'parts leave ten': 1,
  'who was corrected does not count': 35,
  'nobody is left only where the DSO reads none either': 9,
  'one kind of part an auction': 50,
  'all called needs are taken together': 122,
  "a part's word has the set's mode": 107,
  'one side is shown only beside both': 70,
  'claims leave ten even where all claim': 9,
  'claims of all lots are taken together': 7,
  'a word is filled by claims, not by lots': 9,
  'a delivery of a day that the DSO read is taken off': 342,
  'own peaks are of imports': 70,
  'what is matched is never summed': 1,
  'corrections leave ten': 21,
  // Measures.
  "a meter's own part leaves ten": 1,
  'a posting is checked with the part above': 1,
  'no meter stands beside merged sets': 12,
  'open points do not count below a meter': 31,
  'no total of others is divided': 16,
  'a total of others is of ten who are active': 16,
  'others are shown as their net': 3,
  // Sums of other things.
  'ten sessions fill a half hour': 2,
  'a session counts once': 2,
  'a correction moves the net alone': 1,
  'readings that the DSO signed are corrected apart': 12,
  'a position is corrected once in a set': 208,
  'a capacity charge and its base are of the same': 2,
  'ten stand above the minimum, or none': 1,
  'a tally follows ten entries': 1,
  'a tally counts owners': 1,
} as const;
export type Rule = keyof typeof WITNESSES;
export const RULES = Object.keys(WITNESSES) as Rule[];
