# Completion of gate @VERSION@ for bash 3.2 and later, written by gate completion bash. It starts no other program.

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
    local table='^\[(@GATES@)(\.[A-Za-z0-9_-]+)?\]'
    while :; do
        for file in gate.toml pyproject.toml; do
            start='['
            if [[ $file = pyproject.toml ]]; then start='[tool.gate.'; fi
            [[ -f $folder/$file && -r $folder/$file ]] || continue
            while read -r line; do
                [[ $line = "$start"* && "[${line#"$start"}" =~ $table ]] || continue
                printf '%s\n' "${BASH_REMATCH[1]}${BASH_REMATCH[2]}"
            done <"$folder/$file"
            [[ $file = gate.toml ]] && return
        done
        [[ -z $folder || -e $folder/.git ]] && return
        folder=${folder%/*}
    done
}

_gate_refs() {
    git for-each-ref --format='%(refname:short)' refs/heads refs/remotes 2>/dev/null
}

# Offer the words of a list that begin as what is typed.
_gate_offer() {
    local IFS=$' \t\n'
    # shellcheck disable=SC2207 # bash 3.2 has no mapfile, and no word of a list holds a space
    COMPREPLY=($(compgen -W "$1" -- "$2"))
}

_gate_offer_files() {
    local IFS=$'\n'
    compopt -o filenames 2>/dev/null
    # shellcheck disable=SC2207 # bash 3.2 has no mapfile; names are taken apart at line ends alone
    COMPREPLY=($(compgen -f -- "$1"))
}

_gate_offer_value() {
    case $1 in
        file) _gate_offer_files "$2" ;;
        ref) _gate_offer "$(_gate_refs)" "$2" ;;
        output)
            case $2 in
                *=*) _gate_offer_files "${2#*=}" ;;
                *) _gate_offer '@OUTPUTS@' "$2" && compopt -o nospace 2>/dev/null ;;
            esac
            ;;
        configured) _gate_offer "$(_gate_configured)" "$2" ;;
        anything | nothing) ;;
        *) _gate_offer "$1" "$2" ;;
    esac
}

_gate() {
    local level='' words='' flags='' takes='' value='' typed=() word current pending='' piece glue=''
    COMPREPLY=()
    # bash takes --output json=a apart at the equals sign; here it is one word again.
    for piece in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
        if [[ ${#typed[@]} -gt 0 && ($piece = '=' || -n $glue) ]]; then
            typed[${#typed[@]} - 1]+=$piece
        else
            typed+=("$piece")
        fi
        glue=''
        if [[ $piece = '=' ]]; then glue=1; fi
    done
    current=${typed[${#typed[@]} - 1]}
    unset "typed[${#typed[@]} - 1]"
    for word in ${typed[@]+"${typed[@]}"}; do
        if [[ -n $pending ]]; then
            pending=''
        elif [[ $word = --*=* ]]; then
            :
        elif [[ $word = -* ]]; then
            _gate_value "$level" "$word"
            if [[ $value != nothing ]]; then pending=$word; fi
        elif _gate_level "${level:+$level }$word"; then
            level="${level:+$level }$word"
        elif _gate_level "${level:+$level }${word%%.*}" && [[ $word = *.* ]]; then
            level="${level:+$level }${word%%.*}"
        fi
    done
    _gate_level "$level"
    if [[ -n $pending && $current != -* ]]; then
        _gate_value "$level" "$pending"
        _gate_offer_value "$value" "$current"
    elif [[ $current = --*=* ]]; then
        _gate_value "$level" "${current%%=*}"
        _gate_offer_value "$value" "${current#*=}"
    elif [[ $current = -* ]]; then
        _gate_offer "$flags" "$current"
    elif [[ $takes = configured ]]; then
        _gate_offer "$words $(_gate_configured)" "$current"
    elif [[ $takes = file ]]; then
        _gate_offer_files "$current"
        local files=(${COMPREPLY[@]+"${COMPREPLY[@]}"})
        _gate_offer "$words" "$current"
        COMPREPLY+=(${files[@]+"${files[@]}"})
    else
        _gate_offer "$words" "$current"
    fi
}

complete -F _gate gate
