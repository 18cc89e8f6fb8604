# Completion of gate @VERSION@ for fish, written by gate completion fish. It starts no other program.

set -g __gate_levels @LEVELS@
set -g __gate_valued @VALUED@

# Whether what is typed so far is one of these commands, with its options passed over.
function __gate_at
    set -l level
    set -l pending 0
    for word in (commandline -opc)[2..-1]
        if test $pending = 1
            set pending 0
        else if string match -q -- '--*=*' $word
            continue
        else if string match -q -- '-*' $word
            if contains -- $word $__gate_valued
                set pending 1
            end
        else
            for each in $word (string replace -r '\..*' '' -- $word)
                set -l longer (string join ' ' -- $level $each)
                if contains -- "$longer" $__gate_levels
                    set level $longer
                    break
                end
            end
        end
    end
    contains -- "$level" $argv
end

# The gates and instances that the nearest gate.toml or pyproject.toml configures, upwards to the repository's root.
function __gate_configured
    set -l folder $PWD
    while true
        test -f $folder/gate.toml; and string match -rg '^\[((?:@GATES@)(?:\.[A-Za-z0-9_-]+)?)\]' <$folder/gate.toml; and return
        test -f $folder/pyproject.toml
        and string match -rg '^\[tool\.gate\.((?:@GATES@)(?:\.[A-Za-z0-9_-]+)?)\]' <$folder/pyproject.toml
        test -z "$folder" -o -e $folder/.git; and return
        set folder (string replace -r '/[^/]*$' '' -- $folder)
    end
end

function __gate_refs
    git for-each-ref --format='%(refname:short)' refs/heads refs/remotes 2>/dev/null
end

# An output, and behind the equals sign the path that it is written to.
function __gate_outputs
    set -l parts (string split -m 1 = -- (string replace -r '^--[a-z-]+=' '' -- (commandline -ct)))
    if set -q parts[2]
        for path in (__fish_complete_path $parts[2])
            echo $parts[1]=$path
        end
    else
        string split ' ' '@OUTPUTS@'
    end
end

complete -c gate -f
@ROWS@
