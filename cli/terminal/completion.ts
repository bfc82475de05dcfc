/** Completion scripts for shells, from the tree of commands. */
import type { Command } from 'commander';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** What may follow a command: its subcommands and options. */
interface Node {
  /** "veilgrid", "veilgrid wallet", … */
  readonly path: string;
  readonly words: readonly Word[];
}

interface Word {
  readonly word: string;
  readonly about: string;
  /** Takes a value that names a file or folder. */
  readonly file: boolean;
}

export function completionScript(shell: Shell, program: Command): string {
  const nodes = nodesOf(program, program.name());
  return { bash, zsh, fish }[shell](nodes);
}

function nodesOf(command: Command, path: string): Node[] {
  const help = command.createHelp();
  const subcommands = help
    .visibleCommands(command)
    .map((c) => ({ word: c.name(), about: c.description(), file: false }));
  const options = help.visibleOptions(command).map(({ long, short, description, flags }) => ({
    word: long ?? short ?? '',
    about: description,
    file: /<(file|dir)>/.test(flags),
  }));
  const children = command.commands.flatMap((child) => nodesOf(child, `${path} ${child.name()}`));
  return [{ path, words: [...subcommands, ...options] }, ...children];
}

/** What was typed so far names a command; options and their values are skipped. */
function bash(nodes: readonly Node[]): string {
  const files = [...new Set(nodes.flatMap(({ words }) => words.filter((w) => w.file).map((w) => w.word)))];
  const cases = nodes.map(
    ({ path, words }) => `    '${path}') words='${words.map((w) => w.word).join(' ')}' ;;`,
  );
  return `# bash completion of veilgrid: eval "$(veilgrid completion bash)"
_veilgrid() {
  local current="\${COMP_WORDS[COMP_CWORD]}" path=veilgrid words='' i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
    ${pathsOf(nodes).join(' | ')}) path="$path \${COMP_WORDS[i]}" ;;
    esac
  done
  # Nothing of our own: the shell offers files.
  case "\${COMP_WORDS[COMP_CWORD - 1]}" in
    ${files.join(' | ')}) return ;;
  esac
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _veilgrid veilgrid
`;
}

function zsh(nodes: readonly Node[]): string {
  const quote = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const cases = nodes.map(({ path, words }) => {
    const entries = words.map(({ word, about }) => quote(`${word}:${about.replaceAll(':', ' -')}`));
    return `    '${path}') offers=(${entries.join(' ')}) ;;`;
  });
  return `#compdef veilgrid
# zsh completion of veilgrid: eval "$(veilgrid completion zsh)"
_veilgrid() {
  local where=veilgrid i
  local -a offers
  for ((i = 2; i < CURRENT; i++)); do
    case "$where \${words[i]}" in
    ${pathsOf(nodes).join(' | ')}) where="$where \${words[i]}" ;;
    esac
  done
  case "$where" in
${cases.join('\n')}
  esac
  _describe 'veilgrid' offers || _files
}
compdef _veilgrid veilgrid
`;
}

function fish(nodes: readonly Node[]): string {
  const quote = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const rules = nodes.flatMap(({ path, words }) =>
    words.map(({ word, about, file }) => {
      const what = word.startsWith('--') ? `-l ${word.slice(2)}${file ? ' -r -F' : ''}` : `-f -a ${word}`;
      return `complete -c veilgrid -n "__veilgrid_at '${path}'" ${what} -d ${quote(about)}`;
    }),
  );
  return `# fish completion of veilgrid: veilgrid completion fish | source
set -g __veilgrid_paths ${pathsOf(nodes).join(' ')}
function __veilgrid_at
  set -l words (commandline -opc)
  set -l path veilgrid
  for word in $words[2..-1]
    if contains -- "$path $word" $__veilgrid_paths
      set path "$path $word"
    end
  end
  test "$path" = "$argv[1]"
end
${rules.join('\n')}
`;
}

function pathsOf(nodes: readonly Node[]): string[] {
  return nodes.map(({ path }) => `'${path}'`);
}
