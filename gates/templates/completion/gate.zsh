#compdef gate
# Completion of gate @VERSION@ for zsh, written by gate completion zsh. It starts no other program.

# What can stand behind the words of a command: more words, flags, and what its arguments are.
_gate_level() {
    case $1 in
@LEVELS@        *) return 1 ;;
    esac
}

# What follows a flag of a command.
_gate_value() {
    case "$1 $2" in
@VALUES@        *) value=nothing ;;
    esac
}

# The gates and instances that the nearest gate.toml or pyproject.toml configures, upwards to the repository's root.
_gate_configured() {
    local folder=$PWD line start file
    while :; do
        for file in gate.toml pyproject.toml; do
            start='['
            if [[ $file = pyproject.toml ]]; then start='[tool.gate.'; fi
            [[ -f $folder/$file && -r $folder/$file ]] || continue
            while read -r line; do
                [[ ${line[1,$#start]} = "$start" && ${line[$#start + 1,-1]} =~ '^(@GATES@)(\.[A-Za-z0-9_-]+)?\]' ]] || continue
                print -r -- "$match[1]$match[2]"
            done <"$folder/$file"
            [[ $file = gate.toml ]] && return
        done
        [[ -z $folder || -e $folder/.git ]] && return
        folder=${folder%/*}
    done
}

_gate_offer_value() {
    case $1 in
        file) _files ;;
        ref) compadd -- ${(f)"$(git for-each-ref --format='%(refname:short)' refs/heads refs/remotes 2>/dev/null)"} ;;
        output)
            if compset -P '*='; then _files; else compadd -S '' -- @OUTPUTS@; fi
            ;;
        configured) compadd -- ${(f)"$(_gate_configured)"} ;;
        anything | nothing) _message 'a value' ;;
        *) compadd -- ${=1} ;;
    esac
}

_gate() {
    local level='' takes='' value='' pending='' word
    local -a words_ flags_ configured
    for word in "${(@)words[2,CURRENT - 1]}"; do
        if [[ -n $pending ]]; then
            pending=''
        elif [[ $word = --*=* ]]; then
            :
        elif [[ $word = -* ]]; then
            _gate_value "$level" "$word"
            if [[ $value != nothing ]]; then pending=$word; fi
        elif _gate_level "${level:+$level }$word"; then
            level="${level:+$level }$word"
        elif [[ $word = *.* ]] && _gate_level "${level:+$level }${word%%.*}"; then
            level="${level:+$level }${word%%.*}"
        fi
    done
    _gate_level "$level"
    if [[ -n $pending && $PREFIX != -* ]]; then
        _gate_value "$level" "$pending"
        _gate_offer_value "$value"
    elif [[ $PREFIX = --*=* ]]; then
        _gate_value "$level" "${PREFIX%%=*}"
        compset -P 1 '*='
        _gate_offer_value "$value"
    elif [[ $PREFIX = -* ]]; then
        _describe option flags_
    else
        if (( $#words_ )); then _describe command words_; fi
        if [[ $takes = configured ]]; then
            configured=(${(f)"$(_gate_configured)"})
            if (( $#configured )); then compadd -- $configured; fi
        fi
        if [[ $takes = file ]]; then _files; fi
    fi
}

if [[ ${funcstack[1]} = _gate ]]; then
    _gate "$@"
else
    compdef _gate gate
fi
