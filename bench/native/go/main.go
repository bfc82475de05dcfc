// Peers in Go for `npm run bench:native`. The command line names a work; each line on stdin has it done once, and is
// answered by a line of JSON on stdout: the CPU seconds it took, and what came out.
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"syscall"
	"time"
)

type work func() string

func main() {
	runtime.GOMAXPROCS(1)
	once := workOf(os.Args[1:])
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		start := cpuTime()
		result := once()
		fmt.Printf("{\"seconds\":%f,\"result\":%q}\n", (cpuTime() - start).Seconds(), result)
	}
}

func workOf(args []string) work {
	switch {
	case len(args) == 3 && args[0] == "prove":
		return proving(args[1], args[2])
	case len(args) == 5 && args[0] == "verify":
		return verifying(args[1], args[2], args[3], number(args[4]))
	case len(args) == 3 && args[0] == "hash":
		return hashing(number(args[1]), args[2])
	}
	panic("prove KEY WITNESS | verify WAY KEY ITEMS COUNT | hash WIDTH INPUTS")
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	must(err)
	return value
}

// cpuTime is the process's own, so that a busy machine does not count; it has one thread but for the collector's.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &usage))
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}
