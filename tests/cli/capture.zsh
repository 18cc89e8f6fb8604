# Prints, one a line, what zsh would offer at the end of a command line: zsh -f capture.zsh SCRIPT LINE
#
# A second zsh at a pseudo terminal completes for real; its compadd tells what it is given instead of showing it.
zmodload zsh/zpty
zpty line zsh -f -i
setup="
PROMPT=
autoload -Uz compinit
compinit -D -u
source ${(q)1}
compadd () {
    if [[ \${@[1,(i)(-|--)]} = *-(O|A|D)\\ * ]]; then
        builtin compadd \"\$@\"
        return
    fi
    local -a hits
    builtin compadd -A hits \"\$@\"
    print -rl -- \$hits
}
finish () { print -r -- END }
comppostfuncs=(finish)
begin () { print -r -- BEGIN }
compprefuncs=(begin)
zle -C offer complete-word _main_complete
bindkey '^I' complete-word
stty -echo
print READY
"
zpty -w line "$setup"
zpty -r line out '*READY*'
zpty -w -n line "$2"$'\t'
zpty -r -m line out '*END*'
print -r -- "$out" | tr -d '\r' | sed -n '/BEGIN/,/END/p' | grep -v -e BEGIN -e END
zpty -d line
