package search

import "fmt"

// digitChar returns the character of a digit, 0 to 63: 64 that need no escape
// in a script and leave the quote, the backslash, the space and the bar free.
func digitChar(d int) byte {
	c := byte(d + 35)
	if c >= '\\' {
		c++
	}
	return c
}

// digitValue returns the digit of a character, or an error.
func digitValue(c byte) (int, error) {
	if c < '#' || c > 'c' || c == '\\' {
		return 0, fmt.Errorf("%q is no digit", c)
	}
	if c > '\\' {
		c--
	}
	return int(c) - 35, nil
}

// appendVLQ appends a number in groups of five bits, the lowest first.
func appendVLQ(dst []byte, n int) []byte {
	for n >= 32 {
		dst = append(dst, digitChar(n&31|32))
		n >>= 5
	}
	return append(dst, digitChar(n))
}

// vlq reads a number and returns what follows it.
func vlq(text string) (n int, rest string, err error) {
	for shift := 0; ; shift += 5 {
		if text == "" || shift > 30 {
			return 0, "", fmt.Errorf("number without an end")
		}
		d, err := digitValue(text[0])
		if err != nil {
			return 0, "", err
		}
		n |= (d & 31) << shift
		text = text[1:]
		if d < 32 {
			return n, text, nil
		}
	}
}

// zigzag makes a number below 0 an odd one, to be written as a VLQ.
func zigzag(n int) int {
	if n < 0 {
		return -2*n - 1
	}
	return 2 * n
}

// unzigzag undoes zigzag.
func unzigzag(n int) int {
	if n&1 == 1 {
		return -(n + 1) / 2
	}
	return n / 2
}
