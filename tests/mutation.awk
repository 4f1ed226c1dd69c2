# From `mutmut results --all true`: killed mutants per module, then every other mutant by name.
# A mutant that never ends is stopped, and counts as killed. Fails below 90%.
{
    name = $1
    sub(/:$/, "", name)
    module = name
    sub(/\.x[^.]*$/, "", module)
    status = substr($0, index($0, ": ") + 2)
    total[module]++
    if (status == "killed" || status == "timeout") killed[module]++
    else left[++n] = name ": " status
}
END {
    for (module in total) {
        all += total[module]
        dead += killed[module]
        print row(module, killed[module], total[module]) | "sort"
    }
    close("sort")
    print row("all", dead, all)
    for (i = 1; i <= n; i++) print left[i]
    exit !all || dead < 0.9 * all
}
function row(name, some, whole) {
    return sprintf("%-34s %4d of %4d  %5.1f%%", name, some, whole, 100 * some / whole)
}
