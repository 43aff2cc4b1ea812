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
		mark.Set(MarkOf(Working))
		words.style.Bold = true
		words.Set(name, theme.ColorNameForeground)
	case Done:
		mark.Set(MarkOf(Achieved))
		words.style.Bold = false
		words.Set(name, theme.ColorNameForeground)
	case Failed:
		mark.Set(MarkOf(Broken))
		words.style.Bold = true
		words.Set(name, theme.ColorNameError)
	default:
		mark.Set(MarkOf(Past))
		words.style.Bold = false
		words.Set(name, look.Muted)
	}
}

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
		c.mark.Set(MarkOf(Achieved))
		c.text.Set(c.text.Text(), theme.ColorNameSuccess)
		return
	}
	c.mark.Set(MarkOf(Past))
	c.text.Set(c.text.Text(), look.Muted)
}
