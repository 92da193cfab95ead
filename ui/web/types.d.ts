// What the checker is told beyond the scripts themselves; never sent to a browser.

type TagName<Tag extends string> = Tag extends `${infer Name}.${string}` ? Name : Tag;

// el("div.note") is a div: the element a tag with classes makes.
export type ElementOf<Tag extends string> =
  TagName<Tag> extends keyof HTMLElementTagNameMap
    ? HTMLElementTagNameMap[TagName<Tag>]
    : TagName<Tag> extends keyof SVGElementTagNameMap
      ? SVGElementTagNameMap[TagName<Tag>]
      : HTMLElement;

// What may stand inside an element; nothing is drawn for null, false and "".
export type Child = Node | string | number | null | undefined | false | readonly Child[];

// What the server sent: its shape is the business of the page that asked for it.
// biome-ignore lint/suspicious/noExplicitAny: parsed JSON
export type Json = any;

// An event of a field, whose value is read.
export type FieldEvent = Event & { target: HTMLInputElement };

// Where an arrow ends, or a place in a picture.
export type Point = readonly [number, number];

// The properties of an element that is made: what listens, and all attributes.
export interface Props {
  onclick?: (event: MouseEvent & { target: HTMLElement }) => unknown;
  onmouseover?: (event: MouseEvent & { target: HTMLElement }) => unknown;
  onchange?: (event: FieldEvent) => unknown;
  oninput?: (event: FieldEvent) => unknown;
  onkeydown?: (event: KeyboardEvent) => unknown;
  onsubmit?: (event: SubmitEvent) => unknown;
  ontoggle?: (event: Event & { target: HTMLDetailsElement }) => unknown;
  [name: string]: Json;
}

// A link of the page that is built: what it changes in the address; null takes it away.
export type Changes = Record<string, string | number | null>;

// What Streamlit hands to a component.
export interface Component {
  parentElement: Element;
  data: Uint8Array;
  setTriggerValue: (name: string, value: Json) => void;
}

// A script of a page has one of the two.
export interface PageScript {
  stage?: import("./stage.js").Steps;
  // A Stepped that is given back is what the keys step.
  show?: (root: HTMLElement, data: Json, component: Component) => unknown;
}

// What the keys step through, and the projector draws anew.
export interface Stepped {
  root: HTMLElement;
  // Its step, from 1, among others.
  memory: Json;
  steps: readonly unknown[];
  data?: { onward?: { path: string } | null };
  go: (step: number) => void;
  redraw: () => void;
  // Says in the address what is shown.
  note?: () => void;
  readAgain?: (memories: Record<string, Json>) => void;
  own?: () => string[];
  // All its steps on paper, and back on screen.
  print?: () => void;
  printed?: () => void;
  // What its step asks, where the page asks in its own way.
  asked?: () => Question | null;
}

// --- a live class, as far as all pages know of it ---------------------------------------------

// Six letters.
export type LiveCode = string;

// What is on screen, for whoever follows it.
export interface PageNow {
  signal: AbortSignal;
  stepped: () => Stepped | undefined;
  // What pages remember, by their names.
  memories: Record<string, Json>;
  // What the server sent for all pages.
  shared: {
    // What is said of each mistake, by its key.
    mistakes?: Record<string, { title: string }>;
    // The way into the class, for its projector.
    invitation?: Invitation;
    [name: string]: Json;
  };
}

// The teacher's part of the page Class.
export interface LivePanel {
  root: HTMLElement;
  data: LiveClassData;
}

export interface LiveRoom {
  begin: () => Promise<void>;
  enter: () => void;
  panel: (place: LivePanel) => void;
}

export interface Invitation {
  // The class that the QR code is of, "" for none; where students go.
  code: string;
  link: string;
  qr: string[];
}

export interface LiveClassData extends Invitation {
  // A part of the lesson, and where it takes everyone.
  lesson: {
    minutes: number;
    path: string;
    title: string;
    query: string;
    happens: string;
    ask: string;
  }[];
  // Titles by key.
  skills: Record<string, string>;
  // Where the class is kept, and what may become of it.
  kept: string;
}

// --- what the server sends ------------------------------------------------------------------
// Numbers that are read come as texts, rounded as they are shown; plain numbers are for pictures.

// All numbers of a pair, or of a vector, by the names that the templates use.
export type Named = Record<string, Json>;

// What every stage gets.
export interface Sent {
  kind: string;
  // Words that are explained, and which of them here.
  here?: Json;
  terms?: Json;
  onward?: { path: string; title: string };
  leads?: string;
  folded?: Json[];
  // Questions by the place they are asked at, and what many of them have in common.
  asked?: Record<string, Json>;
  frames?: Record<string, Json>;
  mistakes?: Record<string, Json>;
}

export type Question = ChoiceQuestion | NumberQuestion;

// One of its choices is right; because says why.
export interface ChoiceQuestion {
  kind: "choice";
  text: string;
  choices: string[];
  correct: number;
  because: string;
  // What each choice stands for, "" for the right one.
  stands?: string[];
  // Of a step of the proof: whether it is about the line that comes next.
  ofLine?: boolean;
}

// A number is asked for.
export interface NumberQuestion {
  kind: "number";
  text: string;
  // What counts as right, in words.
  exact: string;
  value: number;
  shown: string;
  // Whether distances are relative to the size; up to which one an answer is right, is rounded on
  // the way, or comes from a mistake.
  share: boolean;
  right: number;
  rounded: number;
  match: number;
  mistakes: { value: number; title: string; story: string; instead: string }[];
  // Said to a number that is none of these: where to look.
  otherwise: string;
}

// One of the two vectors of the problem, of d numbers in pairs.
export interface Vector {
  letter: string;
  position: number;
  token: string;
  x: string[];
  // For each pair the two places it is read from, and the two it is written to.
  places: number[][];
  outputs: number[][];
  whole: Named;
  pairs: Named[];
}

export interface RotateData extends Sent {
  vectors: Vector[];
  steps: Omit<RotateStep, "pair">[];
  second?: { text: string; go: string; changes: Changes } | null;
}

// A step of the pair; what is in it are templates.
export interface RotateStep {
  key: string;
  title: string;
  says: string;
  rows: string[];
  parts?: string[];
  line?: string;
  note?: string;
  // What a product says by the sign of the number that `of` names.
  signs?: Record<string, string>;
  pair: number;
}

export interface MatrixVector extends Vector {
  names: string[];
  turned_names: string[];
  subscripts: string[];
}

// A place of a question's slider: its name, what it says, where it is in the picture.
export type QuestionLine = [string, string, number | null];

export interface Answered {
  key: string;
  asks: string;
  also: string;
  says: string;
  number: string;
  meaning: string;
  change: string;
  lines: QuestionLine[];
  begin: number;
  path: string;
  title: string;
  why: string;
}

export interface QuestionsData extends Sent {
  groups: { title: string; questions: Answered[] }[];
}

// A place of the slider: its name, what it says, the angle of each key's pair 0 in radians, where
// the keys stand or what they are, and how many came before them.
export type CacheLine = [string, string, number[], (number | string)[], number?];

export interface CacheStep {
  chapter: string;
  title: string;
  says: string;
  note?: string;
  // What an arrow is, where it is not pair 0 as it is stored.
  arrow?: string;
  // A token that comes …
  arrows?: number[];
  places?: number[];
  new?: number;
  scores?: string[];
  // … or something to change.
  change?: string;
  lines?: CacheLine[];
  begin?: number;
}

export interface CacheData extends Sent {
  tokens: string[];
  model: string;
  steps: CacheStep[];
}

// A kind of layer: the lines are those of a slider over distances.
export interface LayerKind {
  name: string;
  turned: boolean;
  says: string;
  lines: [string, string, number][];
  // Of a slider over positions, where queries grow with theirs.
  tempered?: { change: string; lines: [string, string, number][]; begin: number };
}

export interface LayersData extends Sent {
  name: string;
  kinds: LayerKind[];
  // The kind of each layer; none where the settings do not say.
  layers: number[];
  notes: string[];
}

// Time, row and column.
export type Place = [number, number, number];

export interface SeeStep {
  chapter: string;
  title: string;
  says: string;
  note?: string;
  shows: "words" | "places" | "all" | "pairs" | "score" | "axial";
  layout?: "blocks" | "turn";
  // The patch that answers, and the one that did before.
  key?: number;
  was?: number;
}

export interface SeeData extends Sent {
  // The sentence without its picture.
  plain: [string, Place][];
  before: [string, Place][];
  patches: Place[];
  after: [string, Place][];
  axes: string[];
  query: number;
  layouts: Record<"blocks" | "turn", { follows: number[]; sums: string[][] }>;
  axial: string[][];
  steps: SeeStep[];
}

export interface MatrixData extends Sent {
  vectors: MatrixVector[];
  // As many numbers at most are walked without a window.
  whole: number;
  pairing: string;
  form: string;
  words: Record<string, string>;
  rows: Record<"plain" | "where" | "product" | "first_sum" | "sum" | "last_sum", string>;
  entries: Record<string, { title: string; says: string; entry: string }>;
  counts: { products: string; needed: string; zeros: string };
}

// The entry in row r and column c, or what is before and after all of them.
export interface MatrixStep {
  key: string;
  r?: Json;
  c?: Json;
}

// Which pair a feature is of, and which half of it; nothing where it is copied.
export interface Belonging {
  pair?: Json;
  half?: Json;
}

export interface TurnColumn {
  pair: number;
  inv_freq: number;
  wavelength: string;
  // How far q has turned at each step, and how much further than k where only q moves.
  angle: string[];
  between: string[];
  stays: string;
  // Of q and k: angles at position 0, and lengths.
  start: number[];
  length: number[];
}

export interface TurnData extends Sent {
  m: number;
  n: number;
  low: number;
  span: number;
  firstBoth: number;
  columns: TurnColumn[];
  scores: Record<string, string[]>;
  traces: string[];
  radius: { arrow: number; arc: number };
}

export interface TurnStep {
  position: number;
  index: number;
  onPaper: boolean;
}

// A term of the proof as a tree: symbols, cosines and sines, products, sums, matrices.
export type Term = Json;

export interface CancelPair {
  shown: Record<string, string>;
  // Where its numbers stand in the vectors, as subscripts: read, then written.
  places: string[];
  // What the lines of a step come to, shown and in full, and how far apart.
  worth: Record<string, string>;
  lines: Record<string, string>;
  gaps: Record<string, string>;
  // What is said where the lines as they are shown give another number than they come to.
  off: Record<string, string>;
  // q0, q1, k0, k1, the query's turn, the key's turn.
  picture: number[];
}

export interface CancelStep {
  key: string;
  title: string;
  says: string;
  rule: string;
  holds: boolean;
  difference: string;
  method: string;
  absolute: string | null;
  before: Term;
  after: Term;
  changes: Json[];
  // Cosines and sines that are gone after it.
  gone: Term[];
  // Of a step that asks, and of the one that answers it.
  question: ChoiceQuestion;
  asks?: boolean;
  // Of a step of the last chapter, which is no line of the proof.
  beyond?: BeyondStep;
}

// A way to move query and key, with the score after each shift.
export interface Shifted {
  title: string;
  says: string;
  moved: string;
  scores: number[];
  largest: string;
  far?: string;
}

export interface CancelData extends Sent {
  m: number;
  n: number;
  // How many places a number has that the browser writes.
  digits: number;
  backwards: string;
  total: string;
  total_is: string;
  pairs: CancelPair[];
  shares: string[];
  copied?: string;
  // Which numbers are not rotated, as under a Σ; nothing where all are.
  still?: string;
  // By the key of a step what this problem adds to its words.
  also: Record<string, string>;
  // By the key of a step what it says in the place of its words.
  instead: Record<string, { title: string; says: string; rule: string }>;
  proof: Json[];
  verdicts: Json[];
  questions: Record<string, ChoiceQuestion>;
  trial: Shifted[];
  beyond: BeyondStep[];
}

// A place of a slider of Cancel's last chapter: its name, what it says, what is seen.
export type BeyondLine = [
  string,
  string,
  {
    rows?: string[][];
    // A name, and the pair of each number of the head.
    strips?: [string, (number | null)[]][];
    // A name, and an angle in radians.
    arrows?: [string, number][];
  },
];

export interface BeyondWay {
  title?: string;
  change: string;
  lines: BeyondLine[];
  begin: number;
}

export interface BeyondStep {
  key: string;
  title: string;
  says: string;
  // For those who want to know it exactly: it is folded.
  more: string;
  note: string;
  columns?: string[];
  ways: BeyondWay[];
}

// One of the views of Attend.
export interface View {
  key: string;
  title: string;
  short: string;
  says: string;
}

// A grid has a row a query and a column a key.
type Grid = string[][];

export interface Sentence {
  text: string;
  model: string;
  // Which model, and what chooses the sentence and the head in a link; the layer and the head.
  source: "real" | "smollm2";
  which: number[];
  place: number[];
  tokens: string[];
  q: Grid;
  k: Grid;
  pairs: Point[];
  // For each query and key, the pairs that are chosen, what each adds, and what the others add.
  chosen: number[][][];
  shares: string[][][];
  rest: Grid | null;
  // By bits: which lines of a cell its rounded numbers do not quite give.
  near: number[][];
  dots: Grid;
  root: number;
  scores: Grid;
  short: Grid;
  // Whether a cell has whole numbers: tenths have no room.
  whole: boolean;
  tints: string[];
  darkest: string;
  weights: Grid;
  // Of each weight, whether the numbers shown give it: = or ≈.
  weightSigns: string[];
  weightTints: string[];
  hundredths: Grid;
  grown: Grid;
  recorded: Grid;
  sums: string[];
  weightSums: string[];
  largest: string[];
  difference: string;
  differenceAt: number[];
  same: boolean;
}

// Height, start and speed of a pair's share of the score over distance.
export type Wave = readonly [number, number, number];

export interface DistanceData {
  m: number;
  n: number;
  last: number;
  waves: Wave[];
  wavelengths: string[];
  reach: string[];
  boundHeight: number;
  rest: number;
  start: number;
  stops: number[];
  ranges: number[];
  extents: { low: number; high: number; lowText: string; highText: string }[];
  shown: number[];
  score: string[];
  bound: string[];
  peak: string;
  shares: string[][];
  other: string[];
  others: number;
  tabulated: number[];
  alike: number;
  claim: Json;
}

// An encoding as it fares while the sentence is slid along.
export interface Slid {
  name: string;
  title: string;
  standIn?: boolean;
  still?: boolean;
  tints: string[];
  largest: string[];
  missing: number[];
}

// An encoding at the learner's positions, written out.
export interface Encoded {
  name: string;
  title: string;
  standIn?: boolean;
  still?: boolean;
  score: string;
  moved: string;
  past: { at: number; score: string }[];
  parameters: string;
  enters: string;
  how: string;
  beyond: string;
  trouble?: string;
  lines: Json[];
  source: string;
}

// One head of a model: what it looks at, and what each pair does for it.
export interface Habit {
  model: string;
  of: string;
  heads: string[];
  texts: string[];
  best: number[];
  // Head and text.
  which: number[];
  tokens: string[];
  pairs: number;
  // Float32 numbers in base64.
  shares: string;
  targets: Point[];
  does: string;
  kept: { all: string };
  groups: { title: string; sum: string }[];
  correct: number;
  doers: number[];
  doing: string;
  whole: string;
  gains?: number[];
  adds?: string[];
  waves: string[];
}

// Data that differ by sentence and by head come under the name sharedAs.
export interface AttendData extends Sent {
  asked: Record<string, Json>;
  views: View[];
  // What some of them say of this problem instead.
  sayings: Record<string, Partial<View>>;
  sharedAs: string;
  habit: Habit;
  real: boolean;
  locked: boolean;
  same_spec: boolean;
  base: string;
  pairing: string;
  code: string;
  cell: number[];
  sentence: Sentence;
  choices: {
    real: { texts: string[]; lengths: number[]; layers: number; heads: number };
    smollm2: { texts: string[]; lengths: number[]; heads: string[] };
  };
  slide: {
    encodings: Slid[];
    shifts: number[];
    tabulated: number[];
    darkest: string;
    cells: number;
    rows: number;
  };
  encodings: {
    encodings: Encoded[];
    m: number;
    n: number;
    shift: number;
    trained: number;
    plain: boolean;
    seed: number;
  };
  distance: DistanceData;
  [name: string]: Json;
}

// Columns of numbers, one a pair, are sent as one text with | between them.
export interface Frequencies {
  w: string;
  wave: string;
  turns: string;
  turnless: string;
  // Places on the axis; null beyond it.
  x: (number | null)[];
}

export interface Axis {
  low: number;
  high: number;
  ticks: Tick[];
  speeds: Tick[];
}

export interface Tick {
  x: number;
  label: string;
}

export interface ScaleMethod {
  key: string;
  title: string;
  short: string;
  says: string;
  change: string;
  settings?: string;
  standIn?: string;
  excuse?: string;
  unchanged?: boolean;
  code: string;
  disagree: string[];
  attention: string;
  // Steps, the ways through them, and which of these each pair takes.
  steps: Omit<ScaleStep, "at">[];
  paths: number[][];
  path: number[];
  rounded: number[][];
  names: string[];
  values: string[];
  columns?: string[][];
  common: Named;
  after: Frequencies;
  share: number[];
  spots: Record<string, Json>;
}

export interface ScaleStep {
  name: string;
  title: string;
  because: string;
  formula: string;
  unit: string;
  bare?: boolean;
  asks?: boolean;
  at: number;
}

// What a model has at every position comes under the name sharedAs.
export interface ScaleData extends Sent {
  sharedAs: string;
  line: string;
  pairs: number;
  pair: number;
  method: string;
  methods: ScaleMethod[];
  before: Frequencies;
  // What a position beyond the trained length meets: columns of angles, the signs before them,
  // and for each pair what that means.
  breaks: {
    far: string;
    trained: string;
    last: string;
    steps: { name: string; title: string; because: string }[];
    known: string;
    met: string;
    knownIs: string;
    metIs: string;
    verdicts: string[];
    words: Record<string, string>;
    rounded: string;
  };
  others: { key: string; title: string; cells: string[] }[];
  othersSay: string;
  axis: Axis;
  lengths: { tokens: string; label: string; x: number }[];
  shared: { why: Json; sources: Json };
  [name: string]: Json;
}

// Spectra of one model, or two.
export interface Bands {
  names: string[];
  axis: Axis;
  tables: Frequencies[];
  used: { x: number; tokens: string }[];
}

export interface ModelsData extends Bands {
  rows: string[][];
  sources: string[][];
  all: Model[];
  shown: string;
}

// Its key, what else it is found by, its cells, its sources.
export type Model = readonly [string, string, string[], string[]];

export interface ExtendOutput {
  title: string;
  version: string;
  text?: string;
  says: string;
  excuse?: string;
}

export interface ExtendData extends Bands {
  title: string;
  line: string;
  change: string;
  traps: string[][];
  outputs: ExtendOutput[];
  rows: { slowed: string; verdict: string };
}

export interface ConfigData {
  length: string;
  origin: string;
  known?: string;
  score: string;
  count: string;
  warnings: string[];
  kinds: {
    name: string;
    layers?: string;
    line: string;
    turnless: string;
    w: string;
    wave: string;
    turns: string;
  }[];
  // Key, value, verdict, remark.
  notes: string[][];
}

export interface ReachData {
  name: string;
  pairs: number;
  trainedOn: string;
  extended: string;
  bare: string;
  slowest: string;
  times: string;
  rows: {
    title: string;
    unchanged?: boolean;
    says: string;
    new: string;
    furthest: string;
    slowest: string;
    step: string;
    // What pairs reach, the first of them, how many.
    runs: readonly (readonly [string, number, number])[];
  }[];
}

export interface PrecisionData {
  pairs: number;
  at: string;
  query: string;
  key: string;
  further: string;
  distance: string;
  far: string;
  why: string;
  beyond?: string;
  types: {
    name: string;
    held: string;
    right: boolean;
    gap: string;
    sign: string;
    exponent: string;
    fraction: string;
  }[];
  rows: {
    title: string;
    who: string;
    position: string;
    angle: string;
    off: string;
    cos: string;
    first: string;
    score: string;
    scoreOff: string;
    drift: string;
  }[];
}

// The two words of Start that have arrows.
export type Side = "query" | "key";
export type Sides<T> = Record<Side, T>;

// One way to give a place: the arrows by place, and what score and lengths do on the way.
export interface WayOfPlaces extends Sides<Point[]> {
  between: string[];
  least: string;
  most: string;
  apart: string;
  // What arrows as long as the longest would score, the one upon the other.
  highest: number;
  lengths: string[][];
}

export interface StartData {
  headline: string;
  lead: string;
  words: string[];
  at: Sides<number>;
  farthest: number;
  degrees: string;
  /** Places after which an arrow points the same way again. */
  round: string;
  // Arrows by tenths of a radian, from the least on; and by place, turned or added.
  hand: Sides<Point[]> & { least: number };
  turn: WayOfPlaces & { own: string };
  add: WayOfPlaces;
  pages: { path: string; title: string; about: string; minutes: number }[];
  models: string[];
  arrows: number;
}

// A word of the sentence on its place; a side if it has an arrow.
export interface Placed {
  word: string;
  side?: Side;
  place: number;
  turned?: string;
  round?: string;
}

export interface FinishLine extends NumberQuestion {
  key: string;
  // Its sum in numbers, with the sign before the outcome.
  working: string;
}

export interface FinishPicture {
  // From the text's first one; more: whether it goes on after them.
  tokens: string[];
  more: boolean;
  at: Sides<number>;
  distance: string;
  before: Sides<Point>;
  // Radians.
  turns: Sides<number>;
  after: Sides<Point>;
  // How the numbers are called; across: the place of a pair's first one.
  marks: Record<string, string>;
  // What is said of the picture, by the line that is open, and when none is.
  says: Record<string, string>;
  end: string;
}

export interface FinishData {
  picture: FinishPicture;
  intro: string;
  lines: FinishLine[];
  percent: string;
  query: string;
  key: string;
  recorded: string;
  here: [string, string][];
  terms: Json;
}

export interface LinkData {
  link: string;
  // Rows of modules, 1 for dark; none where no phone could read them.
  code: string[];
}

export interface LessonData {
  lesson: { minutes: number; title: string; link: string; happens: string; ask: string }[];
}

// Right and answered; null where nothing was.
type Counts = readonly [number, number] | null;

export interface ResultsData {
  title: string;
  skills: string[];
  rows: {
    name: string;
    // Why it is refused, or nothing.
    why: string;
    counts?: boolean;
    right?: number;
    of?: number;
    notes?: string;
    cells: Counts[];
  }[];
  sums: Counts[];
  mistakes: { title: string; times: number; students: number }[];
  counted: number;
}

export interface Angles {
  title: string;
  says: string;
  got: string;
  heads: string[];
  ticks: (readonly [number, string])[];
  points: { pair: number; shown: string[]; off: boolean; heights: number[] }[];
}

export interface Bug {
  title: string;
  story: string;
  looks: string;
  numpy: string;
  torch: string;
  threads: { url: string; text: string }[];
}

export interface DebugData {
  status: string;
  label: string;
  verdict: string;
  sure: string;
  ask?: string;
  notes: string[];
  alternatives: string[];
  report: string;
  learn?: string;
  learnPage?: string;
  located: string[][];
  positions: string[][];
  morePositions?: number;
  weights?: string;
  bugs: Bug[];
  angles: Angles;
  deciding: { title: string; says: string; heads: string[]; rows: string[][] };
  hypotheses: string[][];
  others: string[][];
  hidden: string[];
}

export interface Skill {
  key: string;
  title: string;
  here: boolean;
  mastered: boolean;
  // How much of what mastery needs is there, 0 to 1, and in words.
  share: number;
  says: string;
}

// A line of working: shown, to be filled in, or to be picked.
export interface Working {
  label: string;
  state: string;
  law?: string;
  numbers?: string;
  value?: string;
  sign?: string;
  marked?: boolean;
  at: number;
}

export interface Option {
  text: string;
  right?: boolean;
  tried?: boolean;
}

export interface GivenTable {
  head: string[];
  rows: string[][];
}

export interface HomeworkData {
  title: string;
  says: string;
  due: string;
  far: string;
  strip: { state: string; here: boolean }[];
}

export interface Sitting {
  of: number;
  marks: boolean[];
  due: number;
  end: {
    title: string;
    learnt: string[];
    lost: string[];
    back: { title: string; when: string }[];
  } | null;
}

export interface PracticeData {
  id: Json;
  title: string;
  question: string;
  prompt: string;
  given: GivenTable[];
  lines: Working[];
  options: Option[];
  // The lines that are open, the first of them asked; what stands in their fields.
  ask?: { exact: string; blank: Json; fields: { label: string; typed: string }[] } | null;
  verdict?: {
    tone: string;
    title: string;
    parts: { text: string; line?: boolean; verbatim?: boolean }[];
  } | null;
  hints: string[];
  more_hints: number;
  done: boolean;
  next: string;
  strip: Skill[];
  levels: { title: string; tip: string; here: boolean; locked: boolean }[];
  // How far one is in a session of so many problems, right or wrong; null in a homework.
  sitting: Sitting | null;
  // When each skill comes back, as 2026-09-01.
  due: Record<string, string>;
  progress: string;
  homework: HomeworkData | null;
  // The homework's id, "" for problems of one's own choice; who keeps it; its lines that changed.
  record: string;
  // The first answer to this problem, if this was it.
  tried: { skill: string; right: boolean; mistake: string | null } | null;
  learner: string;
  kept: Record<string, string>;
  dropped: string[];
  restore: boolean;
  turn: number;
  trouble: string;
  result: string;
  signed: boolean;
  counted: string;
}

// --- what scripts of one page hand to each other ----------------------------------------------

// A grid of Attend: what a cell shows, what it is called, and what a chosen one shows beside it.
export interface GridView {
  label: string;
  legend: string;
  tints: string[];
  text: (i: number, j: number) => string;
  name: (i: number, j: number) => string;
  // The row that a question is about.
  asked?: number;
  // Gives the number that the cell's own comes to.
  show: (cell: number[]) => Element | null;
}

// For each query and key up to it, what each pair adds to the score, in a row.
export interface Shares {
  shares: Float32Array;
  pairs: number;
  tokens: string[];
}

// How a term of the proof is written: in symbols, or with the numbers of a pair.
export interface How {
  pair?: CancelPair;
  stage: Json;
  // Subscripts of the pair's numbers: as read, then as written.
  places: string[];
  marks?: Map<string, string>;
  // It is summed over all pairs, whose numbers have the index i.
  summed?: boolean;
  // It stands first, where a minus needs no brackets.
  first?: boolean;
}

export type OnTurn = (side: Side, turn: number) => void;
export type Swap = (side?: string) => void;

// What the picture of Start shows.
export interface Shown {
  turns: Sides<number>;
  arrows: Sides<Point>;
  added: boolean;
  // Whether the tips can be taken, and what they then say of themselves.
  held: boolean;
  spoken: Sides<string> | false;
  about: string;
}

// --- live: what a class says, see ui/live/messages.py and view.py ------------------------------

export type LiveRole = "student" | "teacher" | "projector";
// Why a window is in a class no more: the class is over, was ended from there, with its table, or
// was left.
export type LiveEnd = "over" | "ended" | "left";

// What carries it; waiting: nothing does, and what is said waits. over: no such class any more.
export type LiveState = "socket" | "polling" | "waiting" | "over";

export interface LinkOptions {
  // Only a teacher who is going to create the class has none.
  code?: string;
  role: LiveRole;
  token?: string;
  nickname?: string;
}

export interface LiveMessage {
  id: string;
  do: string;
  [field: string]: Json;
}

// Whatever the server answered: code and token, csv, name.
export type LiveAnswer = Record<string, Json>;

export interface LiveWrong {
  field: string;
  received: string;
  allowed: string;
}

export interface LiveOption {
  label: string;
  says?: string;
  // null: nobody knows.
  right?: boolean | null;
}

export interface LiveQuestion {
  text: string;
  options: LiveOption[];
}

export interface LivePlace {
  path: string;
  query: string;
  step: number;
  steps: number;
  title: string;
}

// says, right and bars only after the reveal, for the teacher always.
export interface LiveVote extends LiveQuestion {
  id: string;
  round: number;
  open: boolean;
  revealed: boolean;
  answered: number[];
  bars: number[][] | null;
}

export interface LiveView {
  version: number;
  code: string;
  pace: "follow" | "free";
  place: LivePlace | null;
  here: number;
  following: number;
  vote: LiveVote | null;
  // A student's own part.
  me?: { name: string; choices: (number | null)[]; following: boolean };
  // A teacher's.
  asks?: LiveQuestion | null;
  started?: string;
  picture?: { skill: string; mistake: string | null; count: number }[];
  tried?: { skill: string; tries: number; right: number }[];
}

export interface CarrierEvents {
  onopen: () => void;
  onframe: (text: string) => void;
  // opened: whether it ever carried anything.
  onlost: (opened: boolean) => void;
}

// What the link hears of its line.
export interface LineEvents {
  onopen: () => void;
  onframe: (frame: Json) => void;
  onlost: () => void;
}

export interface Carrier {
  kind: "socket" | "polling";
  send: (text: string) => void;
  // Give it up as lost; close ends it without a word.
  lose: () => void;
  close: () => void;
}

// What a run of Streamlit carries: numbered frames, the last ones again with each run.
export interface Carried {
  line: string;
  frames: [number, string][];
  say: (said: { line: string; texts: string[] }) => void;
}

// The one global: what must outlive the modules when a newer version of them arrives.
export interface App {
  waiting: Component[];
  show?: (component: Component) => void;
  // The version of the scripts that is wanted: there, or on its way.
  loading?: string;
  memory?: Record<string, Json>;
  listeners?: AbortController;
  oneEntryAPage?: boolean;
  // What a page wrote into the address since Streamlit last read it.
  own?: { page: string; changes: Record<string, string | number | null | undefined> };
  toldOfLine?: boolean;
  edited?: boolean;
  failed?: (root: Element | null) => void;
  // Whether the scripts of all pages are there.
  whole?: boolean;
  // Loads those of the other pages now, if nothing did yet.
  loadRest?: () => void;
  // Told when Streamlit's part of the page is there.
  arrived?: () => void;
  // What Streamlit carries of a live class, and who takes it.
  carried?: Carried;
  carry?: (carried: Carried) => void;
}

declare global {
  var ropeByHand: App;
  // Plotly, once the figure of Turn has brought it.
  var Plotly: Json;
}

// --- write ---

// One of the three hints: words, or code.
export interface WriteHint {
  text?: string;
  code?: string;
}

export interface WriteExercise {
  key: string;
  title: string;
  spec: [string, string];
  kind: "order" | "blanks" | "code";
  function: string;
  start: string;
  lines: string[];
  hints: WriteHint[];
  example: { call: string; gives: string; says: string };
  // Its arguments by call, and whether a cache begins anew with it.
  calls: Json[][];
  fresh: boolean[];
  stateful: boolean;
}

export interface WriteVerdict {
  exercise: string;
  status: "right" | "slip" | "unknown" | "shape" | "error";
  label: string;
  title: string;
  call: string;
  at: string;
  rows: { place: string; got: string; wanted: string; off: boolean }[];
  says: string;
  hints: WriteHint[];
  known: string;
  line: number | null;
  part: string | null;
  threads: { url: string; text: string }[];
  remarks: string[];
  learn: string;
}

export interface WriteData {
  write: { harness: string; exercises: WriteExercise[] };
  verdict: WriteVerdict | null;
  turn: number;
}
