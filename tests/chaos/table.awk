# The figures of `make chaos`: scenarios across, what they came to down, as a Markdown table.
BEGIN { FS = " *\\| *" }
FNR == 1 && !heads { heads = NF - 1; for (i = 3; i <= heads; i++) name[i] = $i; next }
{ rows++; scenario[rows] = $2; for (i = 3; i <= heads; i++) { value[rows, i] = $i; total[i] += $i } }
END {
    if (title) print "\n" title
    else print "<!-- figures -->\nSeed " seed ". The columns are the scenarios named below."
    print ""
    line = "| | all |"; rule = "|---|--:|"
    for (r = 1; r <= rows; r++) { line = line " " r " |"; rule = rule "--:|" }
    print line; print rule
    for (i = 3; i <= heads; i++) {
        line = "| " name[i] " | " total[i] " |"
        for (r = 1; r <= rows; r++) line = line " " value[r, i] " |"
        print line
    }
    print ""
    for (r = 1; r <= rows; r++) { text = scenario[r]; gsub("_", " ", text); print r ". " text }
}
