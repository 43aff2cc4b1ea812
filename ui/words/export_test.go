package words

// ArticleOf is what the messages take their article from.
func ArticleOf(id string) string { return articleOf(id) }
