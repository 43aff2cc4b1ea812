package settings

// Text is a name in each language. One that is given as a plain text in a file
// is the same in all of them.
type Text map[Language]string

// In returns the text in a language, or in another one if there is none in it.
func (t Text) In(l Language) string {
	for _, try := range []Language{l, Chinese, English} {
		if s := t[try]; s != "" {
			return s
		}
	}
	return ""
}

// Brand is whose program this is, for the banner.
type Brand struct {
	// Name and Caption are empty where the product's own are meant.
	Name, Caption Text
	// Updates is the page on which newer versions of the program are told of;
	// empty if there is none.
	Updates string
}

// Service is a tile under 热门应用: a site that is used with the key.
type Service struct {
	Name Text
	// URL is https or http; empty means that the service is not open yet
	// (暂未开通).
	URL string
	// Icon names one of the built-in pictures, such as "bank"; empty, or one
	// that there is not, is a globe.
	Icon string
}

// Item is a row of 证照更新 beside the certificates: a licence that is renewed at
// a site of its own.
type Item struct {
	// ID tells the item from others on this computer, for the date on which it
	// was last opened.
	ID   string
	Name Text
	// URL is where it is renewed; empty means that it cannot be served, and
	// Reason says why.
	URL    string
	Reason Text
}

// Contact is somebody who helps.
type Contact struct {
	Name  Text
	Phone string
	Hours Text
	URL   string
}
