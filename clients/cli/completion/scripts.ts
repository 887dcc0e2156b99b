import type { Place } from './places.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A script that completes commands and options in a shell, files everywhere else. It holds all it needs: no key press starts this
 * command. Names of commands and options are words of a shell as they are.
 */
export function completionScript(shell: Shell, places: readonly Place[]): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell](places);
}

/** Sets what may come next at a place. The same in bash and zsh. */
const posixPlaces = (places: readonly Place[]): string => `_writ_place() {
  case "$1" in
${places.map(({ path, words, valued, flags }) => `    '${path}') _writ_words='${words.join(' ')}'; _writ_valued='${valued.join(' ')}'; _writ_flags='${flags.join(' ')}' ;;`).join('\n')}
  esac
}`;

/** Names of profiles are names of files: nothing has to be started to tell them. `none` is what a glob says where nothing may match. */
const posixProfiles = (none: string): string => `_writ_profiles() {
  local file
  for file in "\${WRIT_HOME:-\${XDG_CONFIG_HOME:-\${HOME:-}/.config}/writ}"/profiles/*.json${none}; do
    [[ -e $file ]] || continue
    file="\${file##*/}"
    printf '%s\\n' "\${file%.json}"
  done
}`;

const bashScript = (
  places: readonly Place[],
): string => `# For bash, from \`writ completion bash\`. In ~/.bashrc: source <(writ completion bash)
${posixPlaces(places)}
${posixProfiles('')}
_writ() {
  local at=writ cur="\${COMP_WORDS[COMP_CWORD]}" prev= word i _writ_words _writ_valued _writ_flags
  COMPREPLY=()
  _writ_place "$at"
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ $word == = ]] && continue
    if [[ -n $prev && " $_writ_valued " == *" $prev "* ]]; then prev=; continue; fi
    prev="$word"
    if [[ " $_writ_words " == *" $word "* ]]; then at="$at $word"; _writ_place "$at"; prev=; fi
  done
  if [[ $prev == --profile ]]; then
    [[ $cur == = ]] && cur=
    COMPREPLY=($(compgen -W "$(_writ_profiles)" -- "$cur"))
    return
  fi
  if [[ -n $prev && " $_writ_valued " == *" $prev "* ]]; then return; fi
  if [[ $cur != -* && ( $at == 'writ profiles use' || $at == 'writ profiles remove' ) ]]; then COMPREPLY=($(compgen -W "$(_writ_profiles)" -- "$cur"))
  elif [[ $cur == -* ]]; then COMPREPLY=($(compgen -W "$_writ_valued $_writ_flags" -- "$cur"))
  elif [[ -n $_writ_words ]]; then COMPREPLY=($(compgen -W "$_writ_words" -- "$cur")); fi
}
complete -o bashdefault -o default -F _writ writ`;

const zshScript = (places: readonly Place[]): string => `#compdef writ
# For zsh, from \`writ completion zsh\`. In ~/.zshrc, behind compinit: source <(writ completion zsh)
${posixPlaces(places)}
${posixProfiles('(N)')}
_writ() {
  local at=writ prev= word _writ_words _writ_valued _writ_flags
  local -a next
  integer i
  _writ_place "$at"
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ -n $prev && " $_writ_valued " == *" $prev "* ]]; then prev=; continue; fi
    prev="$word"
    if [[ " $_writ_words " == *" $word "* ]]; then at="$at $word"; _writ_place "$at"; prev=; fi
  done
  if [[ $prev == --profile || ( $at == (writ profiles use|writ profiles remove) && \${words[CURRENT]} != -* ) ]]; then
    next=(\${(f)"$(_writ_profiles)"}); compadd -a next; return
  fi
  if [[ -n $prev && " $_writ_valued " == *" $prev "* ]]; then _files; return; fi
  if [[ \${words[CURRENT]} == -* ]]; then next=(\${=_writ_valued} \${=_writ_flags}); compadd -a next
  elif [[ -n $_writ_words ]]; then next=(\${=_writ_words}); compadd -a next
  else _files; fi
}
if [[ \${funcstack[1]} == _writ ]]; then _writ "$@"; else compdef _writ writ; fi`;

const fishScript = (
  places: readonly Place[],
): string => `# For fish, from \`writ completion fish\`. Once: writ completion fish > ~/.config/fish/completions/writ.fish
function __writ_place
    switch $argv[1]
${places.map(({ path, words, valued, flags }) => `        case '${path}'\n            set -g __writ_words ${words.join(' ')}\n            set -g __writ_valued ${valued.join(' ')}\n            set -g __writ_flags ${flags.join(' ')}`.trimEnd()).join('\n')}
    end
end
function __writ_profiles
    set -l folder "$WRIT_HOME"
    if test -z "$folder"
        set folder "$HOME/.config/writ"
        test -n "$XDG_CONFIG_HOME"; and set folder "$XDG_CONFIG_HOME/writ"
    end
    for file in $folder/profiles/*.json
        string replace -r '.*/(.*)\\.json$' '$1' -- $file
    end
end
function __writ_next
    set -l at writ
    set -l prev ''
    set -l before (commandline -opc)
    set -e before[1]
    __writ_place $at
    for word in $before
        if test -n "$prev"; and contains -- "$prev" $__writ_valued
            set prev ''
            continue
        end
        set prev $word
        if contains -- "$word" $__writ_words
            set at "$at $word"
            __writ_place $at
            set prev ''
        end
    end
    set -l cur (commandline -ct)
    if test "$prev" = --profile
        __writ_profiles
    else if test -n "$prev"; and contains -- "$prev" $__writ_valued
        __fish_complete_path "$cur"
    else if string match -q -- '-*' "$cur"
        printf '%s\\n' $__writ_valued $__writ_flags
    else if contains -- "$at" 'writ profiles use' 'writ profiles remove'
        __writ_profiles
    else if test (count $__writ_words) -gt 0
        printf '%s\\n' $__writ_words
    else
        __fish_complete_path "$cur"
    end
end
complete -c writ -f -a '(__writ_next)'`;
