package desk

import (
	"net/http"

	"ukey/renew/ca/desk/operators"
)

// operatorPage is what administrators see of the operators.
type operatorPage struct {
	All   []operators.Operator
	Roles []operators.Role
	Least int // characters of a password
	// Error is why something was refused; Name and Role are then what was
	// typed for a new operator.
	Error string
	Name  string
	Role  operators.Role
}

func (d *desk) showOperators(x *exchange) error {
	return d.sendOperators(x, http.StatusOK, operatorPage{Role: operators.Reviewer})
}

func (d *desk) sendOperators(x *exchange, status int, view operatorPage) (err error) {
	if view.All, err = d.Operators.List(x.r.Context()); err != nil {
		return err
	}
	view.Roles, view.Least = operators.Roles(), operators.MinPassword
	page := d.page(x, "operators", "desk.operators.title")
	page.Data = view
	return d.send(x, status, page)
}

// operatorsChanged answers a form: with the list and a notice, or with what is
// wrong.
func (d *desk) operatorsChanged(x *exchange, o operators.Operator, err error, done string, typed operatorPage) error {
	if typed.Error = operatorFault(x.words, err); typed.Error != "" {
		return d.sendOperators(x, http.StatusUnprocessableEntity, typed)
	}
	if err != nil {
		return err
	}
	d.notice(x, done, "Name", o.Name)
	return x.redirect(Root + "operators")
}

func (d *desk) addOperator(x *exchange) error {
	form := x.r.PostForm
	role, err := operators.ParseRole(form.Get("role"))
	if err != nil {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	typed := operatorPage{Name: form.Get("name"), Role: role}
	o, err := d.Operators.Add(x.r.Context(), x.operator.Actor(), typed.Name, role, form.Get("password"))
	return d.operatorsChanged(x, o, err, "desk.operators.added", typed)
}

func (d *desk) resetPassword(x *exchange) error {
	form := x.r.PostForm
	o, err := d.Operators.SetPassword(x.r.Context(), x.operator.Actor(), form.Get("name"), form.Get("password"))
	return d.operatorsChanged(x, o, err, "desk.operators.password-set", operatorPage{Role: operators.Reviewer})
}

func (d *desk) changeRole(x *exchange) error {
	form := x.r.PostForm
	role, err := operators.ParseRole(form.Get("role"))
	if err != nil {
		return &problem{status: http.StatusBadRequest, text: "desk.problem.form"}
	}
	o, err := d.Operators.SetRole(x.r.Context(), x.operator.Actor(), form.Get("name"), role)
	return d.operatorsChanged(x, o, err, "desk.operators.role-set", operatorPage{Role: operators.Reviewer})
}

func (d *desk) disableOperator(x *exchange) error {
	o, err := d.Operators.Disable(x.r.Context(), x.operator.Actor(), x.r.PostForm.Get("name"))
	return d.operatorsChanged(x, o, err, "desk.operators.disabled", operatorPage{Role: operators.Reviewer})
}

func (d *desk) enableOperator(x *exchange) error {
	o, err := d.Operators.Enable(x.r.Context(), x.operator.Actor(), x.r.PostForm.Get("name"))
	return d.operatorsChanged(x, o, err, "desk.operators.enabled", operatorPage{Role: operators.Reviewer})
}
