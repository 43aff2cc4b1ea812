package ui

import (
	"encoding/json"
	"fmt"

	"ukey/app/settings"
	"ukey/assets"
	"ukey/ui/words"
)

// serviceView is a site under 热门应用, as it is shown.
type serviceView struct {
	name string
	// site is the host of the address; empty, as the address, if the service is
	// not open yet.
	site, address string
	icon          assets.IconName
}

func viewServices(p *words.Printer, services []settings.Service) []serviceView {
	var views []serviceView
	for _, s := range services {
		v := serviceView{name: s.Name.In(settings.Language(p.Language())), icon: serviceIcon(s.Icon)}
		if u, err := webAddress(s.URL); err == nil {
			v.site, v.address = u.Host, s.URL
		}
		views = append(views, v)
	}
	return views
}

// builtInServices are the sites where the settings name none. The list is part
// of the program, so a malformed one is a bug.
func builtInServices() []settings.Service {
	var services []settings.Service
	if err := json.Unmarshal(assets.Services(), &services); err != nil {
		panic(fmt.Sprintf("built-in list of services: %v", err))
	}
	return services
}

// serviceIcon is the picture that a service asks for by name; a globe if there
// is no such picture.
func serviceIcon(name string) assets.IconName {
	for _, icon := range []assets.IconName{
		assets.IconServiceRegistration, assets.IconServiceHall, assets.IconServiceLicence,
		assets.IconServiceProcurement, assets.IconServiceFund, assets.IconServiceBank,
		assets.IconServiceCode, assets.IconServiceSupport,
	} {
		if icon == assets.IconName("service-"+name) {
			return icon
		}
	}
	return assets.IconServiceSite
}
