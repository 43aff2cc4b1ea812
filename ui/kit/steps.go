package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"ukey/ui/look"
)

// Steps is a list of what has to be done, each line with its state.
type Steps struct {
	Box   *fyne.Container
	marks []*Icon
	words []*Text
}

// NewSteps lists the names, none of them begun.
func NewSteps(names []string) *Steps {
	s := &Steps{Box: Column(look.S1)}
	for _, name := range names {
		mark, text := NewMark(Past, 16), Quiet(name).Wrapped()
		s.marks, s.words = append(s.marks, mark), append(s.words, text)
		s.Box.Add(Inset(look.S1, 0, look.S1, 0, GrowRow(12, 1, mark, text)))
	}
	return s
}

// StepState is how far a step is.
type StepState int

// The states.
const (
	Waiting StepState = iota
	Running
	Done
	Failed
)

// Set shows the state of the step with that index.
func (s *Steps) Set(index int, state StepState) {
	mark, words := s.marks[index], s.words[index]
	name := words.Text()
	switch state {
	case Running:
		mark.Set(Working.shape(), Working.Colour())
		words.style.Bold = true
		words.Set(name, theme.ColorNameForeground)
	case Done:
		mark.Set(doneShape, theme.ColorNameSuccess)
		words.style.Bold = false
		words.Set(name, theme.ColorNameForeground)
	case Failed:
		mark.Set(failedShape, theme.ColorNameError)
		words.style.Bold = true
		words.Set(name, theme.ColorNameError)
	default:
		mark.Set(Past.shape(), look.Muted)
		words.style.Bold = false
		words.Set(name, look.Muted)
	}
}

var (
	doneShape = fyne.NewStaticResource("done.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">`+
		`<path fill="#000" fill-rule="evenodd" d="M8 1A7 7 0 1 0 8 15A7 7 0 1 0 8 1Zm-1 10.3L3.9 8.2l1.1-1.1 2 2 4-4 1.1 1.1z"/></svg>`))
	failedShape = fyne.NewStaticResource("failed.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">`+
		`<path fill="#000" fill-rule="evenodd" d="M8 1A7 7 0 1 0 8 15A7 7 0 1 0 8 1Zm0 5.9 2.1-2.1 1.1 1.1L9.1 8l2.1 2.1-1.1 1.1L8 9.1l-2.1 2.1-1.1-1.1L6.9 8 4.8 5.9l1.1-1.1z"/></svg>`))
)

// Condition is one rule that turns good while a person types.
type Condition struct {
	Box  *fyne.Container
	mark *Icon
	text *Text
}

// NewCondition shows a condition that is not met.
func NewCondition(text string) *Condition {
	c := &Condition{mark: NewMark(Past, 14), text: Caption(text)}
	c.Box = GrowRow(look.S2, 1, c.mark, c.text)
	return c
}

// Meet shows whether the condition is met.
func (c *Condition) Meet(met bool) {
	if met {
		c.mark.Set(doneShape, theme.ColorNameSuccess)
		c.text.Set(c.text.Text(), theme.ColorNameSuccess)
		return
	}
	c.mark.Set(Past.shape(), look.Muted)
	c.text.Set(c.text.Text(), look.Muted)
}
